import type { Kysely } from "kysely";
import type { SearchIndex } from "../search/search.ts";
import { candidates } from "./candidates.ts";
import type { TextIndex } from "./engine.ts";
import { excerpts } from "./excerpts.ts";
import { noFilter } from "./message-filter.ts";
import { suggestions } from "./suggestions.ts";
import type { Database } from "./tables.ts";

/** What searches read of what `viewer` sees. */
export function searchReads(
  db: Kysely<Database>,
  textIndex: TextIndex,
  viewer: string,
): SearchIndex["store"] {
  return {
    searchText: (query, limit, filter = noFilter) =>
      textIndex.search(db, { viewer, query, limit, filter }),
    suggestions: (query) => suggestions(db, textIndex, viewer, query),
    candidates: (ids) => candidates(db, viewer, ids),
    excerpts: (ids, query) => excerpts(db, viewer, ids, query),
  };
}
