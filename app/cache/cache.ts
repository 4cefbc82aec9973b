/**
 * Keeps texts for a while. No method throws: what cannot be had in time is a miss, and what cannot
 * be kept is not kept. A recorder hears of both.
 */
export interface Cache {
  /** Undefined where nothing is kept under `key`, or it cannot be had. */
  get(key: string): Promise<string | undefined>;
  /** Keeps `value` for `ttlSeconds`, from 1, at most; none that is larger than `largestValueBytes`. */
  set(key: string, value: string, ttlSeconds: number): Promise<void>;
  close(): Promise<void>;
}

/** What becomes of the calls of a cache. */
export interface CacheRecorder {
  read(result: "hit" | "miss" | "failure"): void;
  write(result: "kept" | "too_large" | "failure"): void;
  /** Values that made room for others, or were over their time. */
  dropped(reason: "room" | "age"): void;
  /** What is kept now, where the cache knows. */
  size(entries: number, bytes: number): void;
}

/** Far above an answer of 100 hits; larger ones would push out many others. In UTF-8. */
export const largestValueBytes = 256 * 1024;
