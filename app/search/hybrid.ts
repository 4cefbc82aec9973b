import type { FoundMessage, RankedMessage, Store } from "../store/store.ts";
import { StoreUnavailable } from "../store/unavailable.ts";
import { loggableError } from "../telemetry/log.ts";
import { type FusedMessage, fuse } from "./fusion.ts";
import type { Search, SearchHit, SearchParts, SearchRequest } from "./search.ts";
import { snippetOf } from "./snippet.ts";

/** Searches by words and by vectors at once. Without vectors it answers from the words alone. */
export function hybridSearch(parts: SearchParts): Search {
  return async (request) => {
    const startedAt = performance.now();
    const depth = legDepth(request);
    const [text, vector] = await Promise.all([
      parts.store.searchText(request.query, depth),
      vectorLeg(parts, request.query, depth),
    ]);
    const hits = await bestPerSession(parts.store, fuse(text, vector.found), request);
    return {
      hits,
      modeUsed: vector.fallbackReason === undefined ? "hybrid" : "text",
      fallbackReason: vector.fallbackReason,
      tookMs: performance.now() - startedAt,
    };
  };
}

/** Messages asked of each leg: enough that the hits of a talkative session leave room for others. */
function legDepth(request: SearchRequest): number {
  return Math.max(100, request.limit * 4);
}

interface VectorLeg {
  found: RankedMessage[];
  fallbackReason: string | undefined;
}

/** Never throws: search must work where vectors do not. */
async function vectorLeg(
  { vectors, embedder, log }: Pick<SearchParts, "vectors" | "embedder" | "log">,
  query: string,
  depth: number,
): Promise<VectorLeg> {
  const without = (fallbackReason: string): VectorLeg => ({ found: [], fallbackReason });
  try {
    const [vector] = await embedder.embed([query]);
    if (!vector?.some((component) => component !== 0)) {
      return without("the query has no words that a vector could stand for");
    }
    const neighbours = await vectors.nearest(embedder.generation, vector, depth);
    if (neighbours.length === 0 && (await vectors.count(embedder.generation)) === 0) {
      return without("no message has a vector yet; the next import makes them");
    }
    // Every vector has neighbours: without a floor, a query that fits nothing would find junk.
    const near = neighbours.filter(({ similarity }) => similarity >= embedder.similarityFloor);
    return { found: near, fallbackReason: undefined };
  } catch (error) {
    if (error instanceof StoreUnavailable) return without(error.message);
    log.warn({ error: loggableError(error) }, "the search by meaning failed");
    return without("the search by meaning failed; the log says why");
  }
}

async function bestPerSession(
  store: Store,
  fused: FusedMessage[],
  request: SearchRequest,
): Promise<SearchHit[]> {
  const messages = await store.messages(fused.map(({ messageId }) => messageId));
  const messageById = new Map(messages.map((message) => [message.id, message]));
  const hitBySession = new Map<string, SearchHit>();
  for (const candidate of fused) {
    if (hitBySession.size === request.limit) break;
    const message = messageById.get(candidate.messageId);
    if (message === undefined || hitBySession.has(message.session.id)) continue;
    hitBySession.set(message.session.id, searchHit(message, candidate, request.query));
  }
  return [...hitBySession.values()];
}

function searchHit(message: FoundMessage, fused: FusedMessage, query: string): SearchHit {
  return {
    session: message.session,
    messageId: message.id,
    role: message.role,
    ...snippetOf(message.text, query),
    score: fused.score,
    ranks: fused.ranks,
  };
}
