import { type Cache, type CacheRecorder, largestValueBytes } from "./cache.ts";

export interface MemoryCacheOptions {
  recorder: CacheRecorder;
  /** Of keys and values together, in UTF-8; default 32 MiB. */
  mostBytes?: number;
  /** Default 10,000. */
  mostEntries?: number;
  /** Milliseconds of a clock that nobody can set; default `performance.now`. */
  now?: () => number;
}

interface Entry {
  value: string;
  bytes: number;
  endsAt: number;
}

/** Keeps values in this process. The least recently used make room for new ones. */
export function memoryCache({
  recorder,
  mostBytes = 32 * 1024 * 1024,
  mostEntries = 10_000,
  now = () => performance.now(),
}: MemoryCacheOptions): Cache {
  /** The least recently used first, because a map gives its keys in the order in which they came. */
  const entries = new Map<string, Entry>();
  let bytes = 0;

  const drop = (key: string) => {
    bytes -= entries.get(key)?.bytes ?? 0;
    entries.delete(key);
  };
  const makeRoom = () => {
    for (const key of entries.keys()) {
      if (entries.size <= mostEntries && bytes <= mostBytes) return;
      drop(key);
      recorder.dropped("room");
    }
  };

  return {
    async get(key) {
      const entry = entries.get(key);
      if (entry !== undefined && now() < entry.endsAt) {
        entries.delete(key);
        entries.set(key, entry);
        recorder.read("hit");
        return entry.value;
      }
      if (entry !== undefined) {
        drop(key);
        recorder.dropped("age");
        recorder.size(entries.size, bytes);
      }
      recorder.read("miss");
      return undefined;
    },

    async set(key, value, ttlSeconds) {
      const valueBytes = Buffer.byteLength(value);
      if (valueBytes > largestValueBytes) return recorder.write("too_large");
      drop(key);
      const entry = { value, bytes: Buffer.byteLength(key) + valueBytes };
      entries.set(key, { ...entry, endsAt: now() + ttlSeconds * 1000 });
      bytes += entry.bytes;
      makeRoom();
      recorder.write("kept");
      recorder.size(entries.size, bytes);
    },

    async close() {
      entries.clear();
      bytes = 0;
    },
  };
}
