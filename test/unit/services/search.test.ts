import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { qdrantService } from "../../../services/qdrant.ts";
import { redisService } from "../../../services/redis.ts";
import { redisExporterService } from "../../../services/redis-exporter.ts";
import { secretFileContents } from "./secret-file.ts";

const awkward = "a\"b'c\\d: #e";

describe("Qdrant", () => {
  const qdrant = qdrantService({ port: 6337 });

  test("reads each key from a file of its own", () => {
    const files = secretFileContents(qdrant, awkward);
    expect(
      Object.fromEntries(Object.entries(files).map(([path, text]) => [path, parse(text)])),
    ).toEqual({
      "/qdrant/config/production.yaml": { service: { api_key: awkward } },
      "/qdrant/config/local.yaml": { service: { read_only_api_key: awkward } },
    });
  });

  test("lets Prometheus in with the key that reads only", () => {
    expect(qdrant.scrape).toEqual({
      port: 6333,
      path: "/metrics",
      bearerSecret: "qdrant-read-only-api-key",
    });
  });

  test("reports to nobody, fetches nothing and names its metrics", () => {
    expect(qdrant.environment).toMatchObject({
      QDRANT__TELEMETRY_DISABLED: "true",
      QDRANT__SERVICE__ENABLE_SNAPSHOT_URL_RECOVERY: "false",
      QDRANT__SERVICE__METRICS_PREFIX: "qdrant_",
      QDRANT__STORAGE__COLLECTION__STRICT_MODE__ENABLED: "true",
    });
  });

  test("writes nothing but its volumes and what is gone with it", () => {
    expect(qdrant.environment.QDRANT_INIT_FILE_PATH).toMatch(/^\/tmp\//);
    expect(qdrant.volumes.map(({ path }) => path)).toEqual([
      "/qdrant/storage",
      "/qdrant/snapshots",
    ]);
  });
});

describe("Redis", () => {
  test("keeps a quarter of its memory for itself and nothing on a disk", () => {
    const { files, limits, volumes } = redisService({ port: 6390, memoryMb: 100 });
    expect(files.map(({ content }) => content)).toEqual([
      "include /usr/local/etc/redis/password.conf\n" +
        "maxmemory 75mb\nmaxmemory-policy allkeys-lru\n" +
        'save ""\nappendonly no\n',
    ]);
    expect(limits).toMatchObject({ memoryMb: 100, scratch: ["/data"] });
    expect(volumes).toEqual([]);
  });

  test("wants the password, in the form of its configuration", () => {
    expect(secretFileContents(redisService({ port: 6390 }), awkward)).toEqual({
      "/run/secrets/redis-password": awkward,
      "/usr/local/etc/redis/password.conf": `requirepass "a\\"b'c\\\\d: #e"\n`,
    });
  });

  test("is asked for its health with the password of the file, and has to answer", () => {
    expect(redisService({ port: 6390 }).health.command).toEqual([
      "sh",
      "-c",
      'REDISCLI_AUTH="$(cat /run/secrets/redis-password)" redis-cli -h 127.0.0.1 ping | grep -q PONG',
    ]);
  });

  test("is measured with the same password, by the address that the exporter asks", () => {
    const exporter = redisExporterService();
    const [file = "", content = ""] =
      Object.entries(secretFileContents(exporter, awkward))[0] ?? [];
    expect(exporter.command).toContain(`--redis.password-file=${file}`);
    expect(exporter.command).toContain("--redis.addr=redis://redis:6379");
    expect(JSON.parse(content)).toEqual({ "redis://redis:6379": awkward });
  });
});
