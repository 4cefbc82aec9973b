import { expect, it, vi } from "vitest";
import type { Cache } from "./cache.ts";
import { standbyCache } from "./standby-cache.ts";

/** A cache that others share, which can go away. */
function sharedCache() {
  const values = new Map<string, string>();
  const state = { isAway: false };
  const shared: Cache = {
    get: vi.fn(async (key) => (state.isAway ? undefined : values.get(key))),
    set: vi.fn(async (key, value) => void values.set(key, value)),
    close: vi.fn(async () => {}),
  };
  const read = vi.fn();
  return { values, state, shared, read, cache: standbyCache(shared, { read }) };
}

it("gives what the shared cache has, and asks for nothing else", async () => {
  const { values, cache, read } = sharedCache();
  values.set("a", "1");
  expect(await cache.get("a")).toBe("1");
  expect(read).not.toHaveBeenCalled();
});

it("gives what was kept before while the shared cache is away, and counts that", async () => {
  const { state, shared, cache, read } = sharedCache();
  await cache.set("a", "1", 60);
  expect(shared.set).toHaveBeenCalledWith("a", "1", 60);
  state.isAway = true;
  expect(await cache.get("a")).toBe("1");
  expect(await cache.get("b")).toBeUndefined();
  expect(read.mock.calls).toEqual([["hit"]]);
});

it("gives nothing once it is closed", async () => {
  const { state, shared, cache } = sharedCache();
  await cache.set("a", "1", 60);
  await cache.close();
  expect(shared.close).toHaveBeenCalledOnce();
  state.isAway = true;
  expect(await cache.get("a")).toBeUndefined();
});
