import { expect, it } from "vitest";
import { untilHealthy } from "../../../../scripts/docker/health.ts";
import { prints, standInDocker } from "./stand-in.ts";

const engine = { host: "unix:///run/test.sock" };

it("waits until every service is healthy, and says for which it waits", async () => {
  const starting = prints("redis\trunning\tUp 2 seconds (health: starting)");
  const healthy = prints("redis\trunning\tUp 4 seconds (healthy)");
  const loki = prints("loki\trunning\tUp 5 minutes (healthy)");
  standInDocker({
    ps: `${loki}\nif [ -e asked ]; then ${healthy}\nelse ${starting}\nfi\ntouch asked`,
  });
  const told: string[] = [];
  await untilHealthy(engine, "local", ["loki", "redis"], (text) => told.push(text));
  expect(told).toEqual(["waiting for redis"]);
});

it("names each that is not in time, with its log", async () => {
  standInDocker({
    ps: prints("redis\trunning\tUp 2 minutes (unhealthy)", "loki\trunning\tUp 5 minutes (healthy)"),
  });
  const services = ["loki", "redis", "qdrant"];
  await expect(untilHealthy(engine, "local", services, () => {}, 0)).rejects.toThrow(
    "redis: is running, its health unhealthy; see docker logs local-redis\n" +
      "qdrant: is missing, its health none; see docker logs local-qdrant",
  );
});
