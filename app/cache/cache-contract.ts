import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Cache, type CacheRecorder, largestValueBytes } from "./cache.ts";

export interface CacheSubject {
  /** A new and empty one, which the contract closes. */
  open(recorder: CacheRecorder): Promise<Cache>;
  passSeconds(seconds: number): Promise<void>;
}

/** What every cache must do. */
export function cacheContract(name: string, { open, passSeconds }: CacheSubject): void {
  describe(name, () => {
    let cache: Cache;
    let recorded: string[];
    beforeEach(async () => {
      recorded = [];
      cache = await open({
        read: (result) => recorded.push(result),
        write: (result) => recorded.push(result),
        dropped: () => {},
        size: () => {},
      });
    });
    afterEach(() => cache.close());

    it("gives back what it was given, whatever text that is", async () => {
      const texts = ["", "bread", '{"a":[1,null]}', "\0\r\n$5\r\n", "Brötchen 🥖 \u2028"];
      for (const text of texts) {
        await cache.set(`key ${text}`, text, 60);
        expect(await cache.get(`key ${text}`)).toBe(text);
      }
      expect(recorded).toEqual(texts.flatMap(() => ["kept", "hit"]));
    });

    it("has nothing under a key that was not set", async () => {
      await cache.set("bread", "1", 60);
      expect(await cache.get("Bread")).toBeUndefined();
      expect(await cache.get("")).toBeUndefined();
      expect(recorded).toEqual(["kept", "miss", "miss"]);
    });

    it("puts a new value in the place of an older one", async () => {
      await cache.set("bread", "1", 60);
      await cache.set("bread", "2", 60);
      expect(await cache.get("bread")).toBe("2");
    });

    it("forgets a value after its time, which begins anew with a new value", async () => {
      await cache.set("early", "1", 1);
      await cache.set("late", "1", 1);
      await cache.set("late", "2", 60);
      await passSeconds(1.1);
      expect(await cache.get("early")).toBeUndefined();
      expect(await cache.get("late")).toBe("2");
    });

    it("keeps no value that is too large, and what it had stays", async () => {
      const largest = "ö".repeat(largestValueBytes / 2);
      await cache.set("bread", largest, 60);
      await cache.set("bread", `${largest}.`, 60);
      expect(recorded).toEqual(["kept", "too_large"]);
      expect(await cache.get("bread")).toBe(largest);
    });

    it("takes many at once", async () => {
      const keys = Array.from({ length: 200 }, (_, index) => `key-${index}`);
      await Promise.all(keys.map((key) => cache.set(key, `of ${key}`, 60)));
      expect(await Promise.all(keys.map((key) => cache.get(key)))).toEqual(
        keys.map((key) => `of ${key}`),
      );
    });

    it("has nothing once it is closed, and throws nothing", async () => {
      await cache.set("bread", "1", 60);
      await cache.close();
      expect(await cache.get("bread")).toBeUndefined();
      await cache.set("bread", "1", 60);
      await cache.close();
    });
  });
}
