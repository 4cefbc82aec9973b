import { createClient } from "@redis/client";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { testRedis } from "../../test/support/redis.ts";
import { testMetrics } from "../http/testing.ts";
import { jsonLog } from "../telemetry/log.ts";
import { openCache } from "./open-cache.ts";

const log = jsonLog("silent");

it("keeps values in memory where no Redis is named, and counts what becomes of them", async () => {
  const metrics = testMetrics();
  const cache = await openCache({ redisUrl: undefined }, { metrics, log });
  await cache.set("a", "1", 60);
  expect(await cache.get("a")).toBe("1");
  const lines = (await metrics.text()).split("\n");
  expect(lines).toContain('copilot_cache_reads_total{result="hit"} 1');
  expect(lines).toContain("copilot_cache_entries 1");
  expect(lines.filter((line) => line.startsWith("copilot_circuit_"))).toEqual([]);
});

describe("with a Redis", () => {
  const start = testRedis(true);

  it("keeps values there, tells how its circuit breaker is, and has them while it is away", async () => {
    const { url, stop } = await start();
    const metrics = testMetrics();
    const cache = await openCache({ redisUrl: () => url }, { metrics, log });
    onTestFinished(() => cache.close());
    const client = await createClient({ url }).connect();
    await vi.waitFor(
      async () => {
        await cache.set("a", "1", 60);
        expect(await client.get("chats:a")).toBe("1");
      },
      { timeout: 10_000 },
    );
    expect(await cache.get("a")).toBe("1");
    expect((await metrics.text()).split("\n")).toContain(
      'copilot_circuit_state{circuit="redis",state="closed"} 1',
    );
    client.destroy();
    await stop();
    expect(await cache.get("a")).toBe("1");
  });
});
