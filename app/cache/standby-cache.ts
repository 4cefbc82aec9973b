import type { Cache, CacheRecorder } from "./cache.ts";
import { memoryCache } from "./memory-cache.ts";

/** Enough for the answers that many ask for: some thousand. */
const mostBytes = 8 * 1024 * 1024;

/**
 * `shared`, and where that has no value one that this process has kept itself. So what is asked for again
 * is not made anew while `shared` is away, when all the work comes at once. Such a hit is recorded beside
 * the miss or the failure of `shared`.
 */
export function standbyCache(shared: Cache, recorder: Pick<CacheRecorder, "read">): Cache {
  const own = memoryCache({ recorder: hitsAlone(recorder), mostBytes });
  return {
    get: async (key) => (await shared.get(key)) ?? own.get(key),
    async set(key, value, ttlSeconds) {
      await own.set(key, value, ttlSeconds);
      await shared.set(key, value, ttlSeconds);
    },
    async close() {
      await own.close();
      await shared.close();
    },
  };
}

function hitsAlone(recorder: Pick<CacheRecorder, "read">): CacheRecorder {
  return {
    read(result) {
      if (result === "hit") recorder.read(result);
    },
    write() {},
    dropped() {},
    size() {},
  };
}
