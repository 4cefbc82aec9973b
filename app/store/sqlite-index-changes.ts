import { sql } from "kysely";
import type { Migration } from "kysely/migration";
import { searchedTables } from "./index-generation.ts";

/** Makes every change of what is searched change the `indexGeneration`. */
export const countIndexChanges: Migration = {
  async up(db) {
    for (const table of searchedTables) {
      for (const change of ["insert", "update", "delete"]) {
        const name = `count_${change}_of_${table.replace("core.", "")}`;
        await sql`
          create trigger ${sql.id(name)} after ${sql.raw(change)} on ${sql.table(table)}
          begin
            update ${sql.table("core.index_generation")}
            set number = max(number + 1, cast(unixepoch('subsec') * 1000 as integer));
          end`.execute(db);
      }
    }
  },
};

/**
 * No longer when a message is inserted: it belongs to a conversation, which is inserted or updated in
 * the same transaction and counted. Without a trigger SQLite can insert a row and have no copy of the
 * pages that it changes; with one an import takes a tenth longer.
 */
export const countFewerChanges: Migration = {
  async up(db) {
    await sql`drop trigger count_insert_of_messages`.execute(db);
  },
};
