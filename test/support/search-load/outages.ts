import { setTimeout as wait } from "node:timers/promises";
import type { RedisServer } from "../redis-server.ts";
import type { QdrantProcess } from "./qdrant.ts";

/**
 * Stops Redis and Qdrant within `seconds` and starts them again: each alone, then both at once, then
 * Redis goes silent with its connections open. What is between is as long as an outage.
 */
export async function outages(
  seconds: number,
  redis: RedisServer,
  qdrant: QdrantProcess,
): Promise<void> {
  const steps = [
    () => {},
    () => redis.stop(),
    () => redis.start(),
    () => qdrant.stop(),
    () => qdrant.start(),
    () => Promise.all([redis.stop(), qdrant.stop()]),
    () => Promise.all([redis.start(), qdrant.start()]),
    () => redis.pause(),
    () => redis.resume(),
  ];
  for (const step of steps) {
    await step();
    await wait((seconds * 1_000) / steps.length);
  }
}
