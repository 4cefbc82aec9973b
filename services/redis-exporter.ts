import { images } from "../versions.ts";
import { wgetProbe } from "./probes.ts";
import { secretFile } from "./secrets.ts";
import { service } from "./service.ts";
import type { Service } from "./types.ts";

/** Measures Redis, which has no metrics of its own, and says when it is down. */
export function redisExporterService(): Service<"web"> {
  const redis = "redis://redis:6379";
  return service({
    name: "redis-exporter",
    purpose: "measures Redis",
    image: images.redisExporter,
    command: [
      "redis_exporter",
      `--redis.addr=${redis}`,
      `--redis.password-file=${secretFile("redis-password")}`,
    ],
    secrets: [
      {
        secret: "redis-password",
        file: secretFile("redis-password"),
        // https://github.com/oliver006/redis_exporter#command-line-flags
        content: (value) => JSON.stringify({ [redis]: value }),
      },
    ],
    ports: [{ name: "web", number: 9121, published: undefined }],
    networks: ["backend", "monitoring"],
    user: "59000:59000",
    limits: { memoryMb: 64, cpus: 0.1 },
    health: wgetProbe(9121, "/health", 30),
    scrape: { port: 9121, path: "/metrics" },
  });
}
