import type { Cache } from "./cache.ts";
import { searchCacheKey } from "./search-cache-key.ts";

export interface CachedAnswersParts<Request extends object, Answer> {
  cache: Cache;
  /** See `searchCacheKey`. Where it throws, the cache is left out. */
  generation: () => Promise<string>;
  /** Whose chats are searched. */
  caller: string;
  answer: (request: Request) => Promise<Answer>;
  /** Whether an answer is as good as any: one that lacks a part is not given a second time. */
  isWhole: (answer: Answer) => boolean;
  /** Default 5 minutes: what is not asked for again by then rarely is. */
  ttlSeconds?: number;
}

export interface CachedAnswer<Answer> {
  /** From a cache it has gone through JSON. */
  answer: Answer;
  isFromCache: boolean;
}

/**
 * Gives an answer again for as long as what it was made from stays the same. The generation is read
 * before the answer is made, so that one which is older than what is stored is never found by it.
 */
export function cachedAnswers<Request extends object, Answer>({
  cache,
  generation,
  caller,
  answer,
  isWhole,
  ttlSeconds = 300,
}: CachedAnswersParts<Request, Answer>): (request: Request) => Promise<CachedAnswer<Answer>> {
  return async (request) => {
    const current = await generation().catch(() => undefined);
    if (current === undefined) return { answer: await answer(request), isFromCache: false };
    const key = searchCacheKey({ generation: current, caller, request });
    const known = parsed<Answer>(await cache.get(key));
    if (known !== undefined) return { answer: known, isFromCache: true };
    const made = await answer(request);
    // Nobody waits for this: the cache throws nothing.
    if (isWhole(made)) void cache.set(key, JSON.stringify(made), ttlSeconds);
    return { answer: made, isFromCache: false };
  };
}

/** Undefined also for what is no JSON: a server that others write to must not fail a search. */
function parsed<Answer>(text: string | undefined): Answer | undefined {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
