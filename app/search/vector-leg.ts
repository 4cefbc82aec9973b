import { type MessageFilter, noFilter } from "../store/message-filter.ts";
import type { Neighbour } from "../vectors/ports.ts";
import type { LegGuards } from "./guards.ts";
import { legProblem } from "./leg-problem.ts";
import type { FallbackReason, SearchParts, SearchRequest, SearchResponse } from "./search.ts";
import { timed } from "./timed.ts";

export interface VectorLeg extends Pick<SearchResponse, "fallbackReason" | "partialReason"> {
  found: Neighbour[];
}

/** What is near the query. Never throws: search must work where vectors do not. */
export async function vectorLeg(
  parts: SearchParts,
  guards: LegGuards,
  { query, filters = noFilter }: SearchRequest,
  depth: number,
): Promise<VectorLeg> {
  try {
    const { vector, ...space } = await timed(parts, "embedding", () =>
      guards.embedding((signal) => queryVector(parts, query, signal)),
    );
    if (vector === undefined) {
      return without("no_words", "the query has no words that a vector could stand for");
    }
    const neighbours = await timed(parts, "vectors", () =>
      guards.vectors(() => neighboursOf(parts, space.generation, vector, depth, filters)),
    );
    if (neighbours === undefined) {
      return without("no_vectors", "no message has a vector yet; the next import makes them");
    }
    return {
      // Every vector has neighbours: without a floor, a query that fits nothing would find junk.
      found: neighbours.filter(({ similarity }) => similarity >= space.similarityFloor),
      fallbackReason: undefined,
      ...partial(parts, filters, neighbours, depth),
    };
  } catch (error) {
    return { found: [], fallbackReason: legProblem("vectors", error, parts.log) };
  }
}

/** The vector of a query, undefined where it has no direction, and the space that it is in. */
async function queryVector({ embedder: source }: SearchParts, query: string, signal: AbortSignal) {
  const embedder = "open" in source ? await source.open(signal) : source;
  const [vector] = await embedder.embed([query], signal);
  const { generation, similarityFloor } = embedder;
  if (vector?.some((component) => !Number.isFinite(component))) {
    throw new Error(`${generation}: gave a vector with a component that is no finite number`);
  }
  const hasDirection = vector?.some((component) => component !== 0) ?? false;
  return { vector: hasDirection ? vector : undefined, generation, similarityFloor };
}

/** Undefined where no message of the owner has a vector. */
async function neighboursOf(
  { vectors }: SearchParts,
  generation: string,
  vector: Float32Array,
  depth: number,
  filters: MessageFilter,
): Promise<Neighbour[] | undefined> {
  const found = await vectors.nearest(generation, vector, depth, filters);
  return found.length > 0 || (await vectors.hasAny(generation)) ? found : undefined;
}

function without(code: FallbackReason, message: string): VectorLeg {
  return { found: [], fallbackReason: { code, message } };
}

/** Some stores look at a few alone: among more there might have been others that fit. */
function partial(
  { vectors: { mostFiltered } }: SearchParts,
  filters: MessageFilter,
  found: Neighbour[],
  depth: number,
): Pick<VectorLeg, "partialReason"> {
  const isWhole = mostFiltered === undefined || found.length >= depth;
  if (isWhole || Object.keys(filters).length === 0) return {};
  const message =
    `by meaning only the ${mostFiltered} nearest messages were looked at, before the filters; ` +
    "narrow the words instead";
  return { partialReason: { code: "filtered_vectors", message } };
}
