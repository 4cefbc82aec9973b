import type { Kysely } from "kysely";
import type { SearchIndex } from "../search/search.ts";
import { candidates } from "./candidates.ts";
import type { TextIndex } from "./engine.ts";
import { noFilter } from "./message-filter.ts";
import { foundMessages } from "./sessions.ts";
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
    candidates: (ids) => candidates(db, viewer, ids),
    messages: (ids) => foundMessages(db, viewer, ids),
  };
}
