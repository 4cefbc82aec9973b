import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { missingImages, pullImages, unavailableImages } from "../../../../scripts/docker/images.ts";
import { fails, prints, standInDocker } from "./stand-in.ts";

const host = "unix:///run/test.sock";
const digest = `sha256:${"0123456789abcdef".repeat(4)}`;

describe("missingImages", () => {
  it("answers those that are not listed, in the order asked, by one call", async () => {
    const { calls } = standInDocker({
      "image ls": prints(
        "redis\t8.2.9-alpine\t<none>",
        "mirror.example.com/grafana/grafana\t13.2.2\t<none>",
        "<none>\t<none>\t<none>",
      ),
    });
    const names = [
      "qdrant/qdrant:v1.19.0",
      "redis:8.2.9-alpine",
      "redis:8.2.9",
      "mirror.example.com/grafana/grafana:13.2.2",
      "grafana/grafana:13.2.2",
    ];
    expect(await missingImages({ host }, names)).toEqual([
      "qdrant/qdrant:v1.19.0",
      "redis:8.2.9",
      "grafana/grafana:13.2.2",
    ]);
    expect(calls()).toEqual([
      `${host} image ls --all --format {{.Repository}}\t{{.Tag}}\t{{.Digest}}`,
    ]);
  });

  it.each([
    ["redis\tlatest\t<none>", "redis"],
    ["redis\t8\t<none>", "docker.io/library/redis:8"],
    ["redis\t8\t<none>", "index.docker.io/redis:8"],
    ["docker.io/library/redis\t8\t<none>", "redis:8"],
    ["prom/prometheus\tv3\t<none>", "docker.io/prom/prometheus:v3"],
    ["localhost/app\tlatest\t<none>", "localhost/app"],
    ["127.0.0.1:5000/app\tlatest\t<none>", "127.0.0.1:5000/app"],
    [`redis\t<none>\t${digest}`, `redis@${digest}`],
    [`redis\t<none>\t${digest}`, `redis:8@${digest}`],
    [`127.0.0.1:5000/app\t1\t${digest}`, `127.0.0.1:5000/app:1@${digest}`],
  ])("finds the image listed as %j under the name %s", async (listed, name) => {
    standInDocker({ "image ls": prints(listed) });
    expect(await missingImages({ host }, [name])).toEqual([]);
  });

  it.each([
    ["redis\t8\t<none>", "mirror.example.com/library/redis:8"],
    ["mirror.example.com/redis\t8\t<none>", "mirror.example.com/library/redis:8"],
    ["redis\t8\t<none>", "redis"],
    ["redis\t8\t<none>", "somebody/redis:8"],
    [`redis\t8\t${digest}`, `redis:8@${digest.replace("0", "f")}`],
  ])("does not take the image listed as %j for %s", async (listed, name) => {
    standInDocker({ "image ls": prints(listed) });
    expect(await missingImages({ host }, [name])).toEqual([name]);
  });

  it("answers all for an engine without images", async () => {
    standInDocker({ "image ls": "exit 0" });
    expect(await missingImages({ host }, ["redis:8"])).toEqual(["redis:8"]);
  });
});

describe("unavailableImages", () => {
  it("answers those that no registry offers, with its words", async () => {
    const { calls } = standInDocker({
      "manifest inspect redis:8": prints('{ "schemaVersion": 2 }'),
      "manifest inspect nobody/nothing:1": fails("no such manifest: docker.io/nobody/nothing:1"),
    });
    expect(await unavailableImages({ host }, ["redis:8", "nobody/nothing:1"], 10)).toEqual([
      { name: "nobody/nothing:1", reason: "no such manifest: docker.io/nobody/nothing:1" },
    ]);
    expect(calls().toSorted()).toEqual([
      `${host} manifest inspect nobody/nothing:1`,
      `${host} manifest inspect redis:8`,
    ]);
  });

  it("asks at the same time, so that the limit is that of all together", async () => {
    standInDocker({ "manifest inspect": "exec sleep 60" });
    const startedAt = performance.now();
    const names = Array.from({ length: 8 }, (_, index) => `example.com/image:${index}`);
    expect(await unavailableImages({ host }, names, 1)).toEqual(
      names.map((name) => ({ name, reason: "no answer within 1 s" })),
    );
    expect(performance.now() - startedAt).toBeLessThan(names.length * 1_000);
  });

  it.each([
    ["127.0.0.1:5000/app:1", "--insecure "],
    ["localhost:5000/app:1", "--insecure "],
    ["localhost/app:1", "--insecure "],
    ["127.example.com/app:1", ""],
    ["localhost.example.com/app:1", ""],
    ["example.com/localhost/app:1", ""],
  ])("asks for %s with %j", async (name, option) => {
    const { calls } = standInDocker({ "manifest inspect": "exit 0" });
    expect(await unavailableImages({ host }, [name], 10)).toEqual([]);
    expect(calls()).toEqual([`${host} manifest inspect ${option}${name}`]);
  });
});

describe("pullImages", () => {
  const names = Array.from({ length: 7 }, (_, index) => `example.com/image:${index}`);

  it("pulls every image once, three at a time, and says how far it is", async () => {
    // A pull ends when three have begun, or all seven: with fewer at a time the test would not end.
    const { folder, calls } = standInDocker({
      pull: `touch "begun.\${3##*:}" "runs.\${3##*:}"
        ls runs.* | wc -l >> running
        until [ "$(ls begun.* | wc -l)" -ge 3 ]; do sleep 0.05; done
        sleep 0.1
        rm "runs.\${3##*:}"`,
    });
    const progress: string[] = [];
    await pullImages({ host }, names, (text) => progress.push(text));
    expect(calls().toSorted()).toEqual(names.map((name) => `${host} pull --quiet ${name}`));
    expect(progress).toEqual(names.map((name, index) => `${index + 1} of 7 images: ${name}`));
    const running = readFileSync(join(folder, "running"), "utf8").trim().split("\n").map(Number);
    expect(Math.max(...running)).toBe(3);
  });

  it("goes on when one cannot be pulled, and names all that could not", async () => {
    const { calls } = standInDocker({
      "pull --quiet example.com/image:5": `touch failed\n${fails("Error response from daemon: manifest unknown")}`,
      "pull --quiet example.com/image:1": `until [ -e failed ]; do sleep 0.05; done
        sleep 0.2\n${fails("Error response from daemon: i/o timeout")}`,
      pull: prints("sha256:1"),
    });
    const advice =
      "use `npm run pulumi -- config set registryMirror <host>` behind a mirror, or load it with docker load";
    await expect(pullImages({ host }, names, () => {})).rejects.toThrow(
      new Error(
        `example.com/image:1: cannot be pulled, i/o timeout; ${advice}\n` +
          `example.com/image:5: cannot be pulled, manifest unknown; ${advice}`,
      ),
    );
    expect(calls()).toHaveLength(7);
  });

  it("asks for nothing where nothing is missing", async () => {
    const { calls } = standInDocker({});
    await pullImages({ host }, [], () => {});
    expect(calls()).toEqual([]);
  });
});
