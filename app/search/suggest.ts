import type { Suggestion } from "../store/store.ts";
import { type LegGuards, legGuards } from "./guards.ts";
import { legProblem } from "./leg-problem.ts";
import type { FallbackReason, Reason, SearchParts } from "./search.ts";

export interface Suggestions {
  /** For each word of the query that occurs nowhere, as far as there are any like it. */
  suggestions: Suggestion[];
  /** The query with the most similar words in the place of those; absent where there are none. */
  didYouMean?: string;
  /** Why there may be more; absent where there are not. */
  fallbackReason?: Reason<FallbackReason>;
}

/** Suggests other words for those of a query that occur nowhere. */
export type Suggest = (query: string) => Promise<Suggestions>;

/** Looks words up, for as long as a search may take. Throws `StoreUnavailable` without a database. */
export function wordSuggestions({
  store,
  log,
  guards = legGuards(),
}: Pick<SearchParts, "store" | "log"> & { guards?: LegGuards }): Suggest {
  return async (query) => {
    try {
      const suggestions = await guards.text(() => store.suggestions(query));
      if (suggestions.length === 0) return { suggestions };
      return { suggestions, didYouMean: corrected(query, suggestions) };
    } catch (error) {
      const fallbackReason = legProblem("text", error, log);
      if (fallbackReason.code === "text_unavailable") throw error;
      return { suggestions: [], fallbackReason };
    }
  };
}

function corrected(query: string, suggestions: Suggestion[]): string {
  return suggestions.reduce(
    (text, { word, instead: [first = word] }) => text.replaceAll(word, first),
    query,
  );
}
