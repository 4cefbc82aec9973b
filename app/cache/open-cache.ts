import type { Settings } from "../settings.ts";
import type { WarningLog } from "../telemetry/log.ts";
import type { ChatMetrics } from "../telemetry/metrics.ts";
import type { Cache } from "./cache.ts";
import { memoryCache } from "./memory-cache.ts";
import { standbyCache } from "./standby-cache.ts";

/** The cache that the settings name; Redis and what it takes is loaded only where they do. */
export async function openCache(
  { redisUrl }: Pick<Settings, "redisUrl">,
  { metrics, log }: { metrics: Pick<ChatMetrics, "cache" | "circuit">; log: WarningLog },
): Promise<Cache> {
  const recorder = metrics.cache;
  if (redisUrl === undefined) return memoryCache({ recorder });
  const { redisCache } = await import("./redis-cache.ts");
  const onCircuit = metrics.circuit("redis");
  return standbyCache(redisCache({ url: redisUrl(), recorder, log, onCircuit }), recorder);
}
