import type { Candidate, FoundMessage } from "../store/store.ts";
import { cursorOf, firstPlace, type Place, placeOf } from "./cursor.ts";
import { facetsOf } from "./facets.ts";
import { type FusedMessage, fuse } from "./fusion.ts";
import { legGuards } from "./guards.ts";
import { askLegs } from "./legs.ts";
import type {
  Search,
  SearchHit,
  SearchIndex,
  SearchParts,
  SearchRequest,
  SearchResponse,
} from "./search.ts";
import { snippetOf } from "./snippet.ts";

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
    const candidates = await parts.store.candidates(fused.map(({ messageId }) => messageId));
    const best = bestPerSession(fused, candidates);
    const page = best.slice(place.offset, place.offset + request.limit);
    return {
      hits: await hitsOf(parts.store, page, request.query),
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
  const messages = await store.messages(best.map(({ messageId }) => messageId));
  const messageById = new Map(messages.map((message) => [message.id, message]));
  return best.flatMap((fused) => {
    const message = messageById.get(fused.messageId);
    return message === undefined ? [] : searchHit(message, fused, query);
  });
}

function searchHit(message: FoundMessage, fused: FusedMessage, query: string): SearchHit {
  return {
    session: message.session,
    messageId: message.id,
    turn: message.turn,
    role: message.role,
    ...snippetOf(message.text, query),
    score: fused.score,
    scores: fused.scores,
  };
}

function nextPage(
  request: SearchRequest,
  { offset, depth }: Place,
  sessions: number,
): Pick<SearchResponse, "nextCursor"> {
  const end = offset + request.limit;
  return end < sessions ? { nextCursor: cursorOf(request, { offset: end, depth }) } : {};
}
