import type { RankedMessage } from "../store/store.ts";
import type { LegGuards } from "./guards.ts";
import { legProblem } from "./leg-problem.ts";
import type { SearchParts, SearchRequest, SearchResponse } from "./search.ts";
import { timed } from "./timed.ts";

export interface TextLeg extends Pick<SearchResponse, "fallbackReason"> {
  found: RankedMessage[];
  /** Why there is a `fallbackReason`. */
  error?: unknown;
}

/** Messages with the words of the query. Never throws: vectors may still answer. */
export async function textLeg(
  parts: SearchParts,
  guards: LegGuards,
  { query, filters }: SearchRequest,
  depth: number,
): Promise<TextLeg> {
  try {
    const find = () => guards.text(() => parts.store.searchText(query, depth, filters));
    return { found: await timed(parts, "text", find), fallbackReason: undefined };
  } catch (error) {
    return { found: [], fallbackReason: legProblem("text", error, parts.log), error };
  }
}
