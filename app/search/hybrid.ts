import type { Candidate } from "../store/store.ts";
import { cursorOf, firstPlace, type Place, placeOf } from "./cursor.ts";
import { facetsOf } from "./facets.ts";
import { fromDatabase } from "./from-database.ts";
import { type FusedMessage, fuse } from "./fusion.ts";
import { type LegGuards, legGuards } from "./guards.ts";
import { askLegs } from "./legs.ts";
import type {
  Search,
  SearchHit,
  SearchIndex,
  SearchParts,
  SearchRequest,
  SearchResponse,
} from "./search.ts";
import { wordSuggestions } from "./suggest.ts";

/**
 * Searches by words and by vectors at once. Where one of them is slow or away it answers from the other
 * alone. Throws `StoreUnavailable` where the database is away.
 */
export function hybridSearch(parts: SearchParts): Search {
  const { guards = legGuards() } = parts;
  return async (request) => {
    const startedAt = performance.now();
    const place = placeOf(request) ?? firstPlace(request);
    const { text, vectors, ...how } = await askLegs(parts, guards, request, place.depth);
    if (how.fallbackReason !== undefined) parts.recorder?.fallback(how.fallbackReason.code);
    const fused = fuse(text, vectors);
    const ids = fused.map(({ messageId }) => messageId);
    const candidates = await fromDatabase(guards, () => parts.store.candidates(ids));
    const best = bestPerSession(fused, candidates);
    const page = best.slice(place.offset, place.offset + request.limit);
    return {
      ...(best.length === 0 && (await otherWords(parts, guards, request.query))),
      hits: await fromDatabase(guards, () => hitsOf(parts.store, page, request.query)),
      ...how,
      facets: facetsOf(candidates),
      ...nextPage(request, place, best.length),
      tookMs: performance.now() - startedAt,
    };
  };
}

/** The best message of each session, in their order. */
function bestPerSession(fused: FusedMessage[], candidates: Candidate[]): FusedMessage[] {
  const sessionByMessage = new Map(
    candidates.map(({ messageId, conversationId }) => [messageId, conversationId]),
  );
  const seen = new Set<number>();
  return fused.filter(({ messageId }) => {
    const session = sessionByMessage.get(messageId);
    if (session === undefined || seen.has(session)) return false;
    seen.add(session);
    return true;
  });
}

async function hitsOf(
  store: SearchIndex["store"],
  best: FusedMessage[],
  query: string,
): Promise<SearchHit[]> {
  const ids = best.map(({ messageId }) => messageId);
  const excerpts = await store.excerpts(ids, query);
  const excerptById = new Map(excerpts.map((excerpt) => [excerpt.messageId, excerpt]));
  return best.flatMap(({ messageId, ...scores }) => {
    const excerpt = excerptById.get(messageId);
    return excerpt === undefined ? [] : { ...excerpt, ...scores };
  });
}

/** What to ask instead, where that can be had: without it the answer is as good. */
async function otherWords(
  parts: SearchParts,
  guards: LegGuards,
  query: string,
): Promise<Pick<SearchResponse, "didYouMean">> {
  try {
    const { didYouMean } = await wordSuggestions({ ...parts, guards })(query);
    return didYouMean === undefined ? {} : { didYouMean };
  } catch {
    return {};
  }
}

function nextPage(
  request: SearchRequest,
  { offset, depth }: Place,
  sessions: number,
): Pick<SearchResponse, "nextCursor"> {
  const end = offset + request.limit;
  return end < sessions ? { nextCursor: cursorOf(request, { offset: end, depth }) } : {};
}
