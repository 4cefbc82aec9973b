import { beforeAll, beforeEach, onTestFinished } from "vitest";
import { aptGet } from "../docker/daemon/install.ts";
import { isRedisInstalled, type RedisServer, startRedisServer } from "./redis-server.ts";

export type { RedisServer } from "./redis-server.ts";

/** Starts a server that goes with the running test. */
export type StartRedis = () => Promise<RedisServer>;

/**
 * Debian's Redis, for the tests of the file or `describe` that calls this. Where it is not installed
 * those tests are skipped with the reason, and with `CI=true` it is installed; unless not `needed`.
 */
export function testRedis(needed: boolean): StartRedis {
  beforeAll(async () => {
    if (!needed || isRedisInstalled() || process.env.CI !== "true") return;
    await aptGet(["update"]);
    // Its server under another name, and nothing that starts by itself.
    await aptGet(["install", "--yes", "--no-install-recommends", "redis-tools"]);
  }, 300_000);
  beforeEach(({ skip }) => {
    if (needed && !isRedisInstalled())
      skip("Redis is not installed (Debian: apt-get install redis-server)");
  });
  return async () => {
    const server = await startRedisServer();
    onTestFinished(server.stop);
    return server;
  };
}
