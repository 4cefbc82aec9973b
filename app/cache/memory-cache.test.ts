import { describe, expect, it } from "vitest";
import type { CacheRecorder } from "./cache.ts";
import { cacheContract } from "./cache-contract.ts";
import { type MemoryCacheOptions, memoryCache } from "./memory-cache.ts";

let time = 0;

cacheContract("a cache in memory", {
  open: async (recorder) => memoryCache({ recorder, now: () => time }),
  async passSeconds(seconds) {
    time += seconds * 1_000;
  },
});

describe("a cache in memory", () => {
  /** A cache of few values, and what it tells of them. */
  function small(bounds: Omit<MemoryCacheOptions, "recorder">) {
    const dropped: string[] = [];
    const sizes: [entries: number, bytes: number][] = [];
    const recorder: CacheRecorder = {
      read: () => {},
      write: () => {},
      dropped: (reason) => dropped.push(reason),
      size: (entries, bytes) => sizes.push([entries, bytes]),
    };
    const cache = memoryCache({ recorder, ...bounds });
    const kept = async (...keys: string[]) => {
      const values = await Promise.all(keys.map((key) => cache.get(key)));
      return keys.filter((_, index) => values[index] !== undefined);
    };
    return { cache, dropped, sizes, kept };
  }

  it("gives up the least recently used when there are too many", async () => {
    const { cache, dropped, sizes, kept } = small({ mostEntries: 2 });
    await cache.set("a", "1", 60);
    await cache.set("b", "1", 60);
    await cache.get("a");
    await cache.set("c", "1", 60);
    expect(dropped).toEqual(["room"]);
    expect(sizes.at(-1)).toEqual([2, 4]);
    expect(await kept("a", "b", "c")).toEqual(["a", "c"]);
  });

  it("gives up as many as it takes to stay within its bytes, which are those of UTF-8", async () => {
    const { cache, dropped, sizes, kept } = small({ mostBytes: 10 });
    for (const key of ["a", "b", "c"]) await cache.set(key, "12", 60);
    expect(sizes.at(-1)).toEqual([3, 9]);
    await cache.set("d", "öö", 60);
    expect(dropped).toEqual(["room", "room"]);
    expect(sizes.at(-1)).toEqual([2, 8]);
    expect(await kept("a", "b", "c", "d")).toEqual(["c", "d"]);
  });

  it("keeps nothing that alone is more than its bytes", async () => {
    const { cache, sizes, kept } = small({ mostBytes: 10 });
    await cache.set("a", "12345678901", 60);
    expect(sizes.at(-1)).toEqual([0, 0]);
    expect(await kept("a")).toEqual([]);
  });

  it("counts a value that takes the place of another once", async () => {
    const { cache, dropped, sizes } = small({});
    await cache.set("a", "12345", 60);
    await cache.set("a", "1", 60);
    expect(sizes.at(-1)).toEqual([1, 2]);
    expect(dropped).toEqual([]);
  });

  it("has all of its room again once it was closed", async () => {
    const { cache, sizes } = small({});
    await cache.set("a", "12345", 60);
    await cache.close();
    await cache.set("a", "1", 60);
    expect(sizes.at(-1)).toEqual([1, 2]);
  });

  it("gives the room of a value back when its time is found to be over", async () => {
    let now = 0;
    const { cache, dropped, sizes, kept } = small({ now: () => now });
    await cache.set("a", "1", 1);
    now = 999;
    expect(await kept("a")).toEqual(["a"]);
    now = 1_000;
    expect(await kept("a")).toEqual([]);
    expect(dropped).toEqual(["age"]);
    expect(sizes.at(-1)).toEqual([0, 0]);
  });
});
