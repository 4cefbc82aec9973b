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
