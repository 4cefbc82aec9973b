import { type CachedAnswersParts, cachedAnswers } from "../cache/cached-answers.ts";
import { withinTime } from "../resilience/circuit-breaker.ts";
import type { Search, SearchRequest, SearchResponse } from "./search.ts";

type CachedSearchParts = Pick<
  CachedAnswersParts<SearchRequest, SearchResponse>,
  "cache" | "generation" | "caller"
>;

/** A cache is of no use where it takes longer to ask than a search. */
const generationLimitMs = 250;

/** `search` with answers given again for as long as a new one would be the same. */
export function cachedSearch(search: Search, parts: CachedSearchParts): Search {
  const ask = cachedAnswers({
    ...parts,
    generation: () => withinTime("generation", parts.generation, generationLimitMs),
    answer: search,
    // What could not answer may be back by the next time.
    isWhole: ({ fallbackReason }) => fallbackReason === undefined,
  });
  return async (request, options) => {
    if (options?.isFresh) return search(request);
    const startedAt = performance.now();
    const { answer, isFromCache } = await ask(request);
    return { ...answer, isFromCache, tookMs: performance.now() - startedAt };
  };
}
