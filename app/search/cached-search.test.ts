import { expect, it } from "vitest";
import { memoryCache } from "../cache/memory-cache.ts";
import { foundSession } from "../http/testing.ts";
import { cachedSearch } from "./cached-search.ts";
import type { SearchResponse } from "./search.ts";

const recorder = { read: () => {}, write: () => {}, dropped: () => {}, size: () => {} };

function searching(response: SearchResponse) {
  return cachedSearch(async () => response, {
    cache: memoryCache({ recorder }),
    generation: async () => "1",
    caller: "ada",
  });
}

const request = { query: "retry", limit: 10 };

it("gives an answer again, with the time that it took now", async () => {
  const search = searching({ ...foundSession, tookMs: 60_000 });
  const { tookMs: _, ...first } = await search(request);
  const { tookMs, ...second } = await search(request);
  const { tookMs: __, ...answer } = foundSession;
  expect(first).toEqual({ ...answer, isFromCache: false });
  expect(second).toEqual({ ...answer, isFromCache: true });
  expect(tookMs).toBeGreaterThan(0);
  expect(tookMs).toBeLessThan(60_000);
});

it("does not give an answer again that words alone gave for want of vectors", async () => {
  const fallbackReason = { code: "no_vectors", message: "no vectors" } as const;
  const search = searching({ ...foundSession, modeUsed: "text", fallbackReason });
  await search(request);
  expect(await search(request)).toMatchObject({ isFromCache: false, modeUsed: "text" });
});

it("makes a new answer for whoever wants a fresh one", async () => {
  const search = searching(foundSession);
  await search(request);
  expect(await search(request, { isFresh: true })).toEqual(foundSession);
  expect(await search(request, { isFresh: false })).toMatchObject({ isFromCache: true });
});

it("answers without a cache where it cannot be told in time whether that is still good", async () => {
  const search = cachedSearch(async () => foundSession, {
    cache: memoryCache({ recorder }),
    generation: () => new Promise<never>(() => {}),
    caller: "ada",
  });
  expect(await search(request)).toMatchObject({ isFromCache: false, hits: foundSession.hits });
});
