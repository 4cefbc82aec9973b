import { sql } from "kysely";
import type { Migration } from "kysely/migration";
import { searchedTables } from "./index-generation.ts";

/**
 * Makes every transaction that changes what is searched change the `indexGeneration`, once, as the
 * last thing that it does: its one row is everybody's, and a lock that is held for longer would let
 * writers wait for each other.
 */
export const countIndexChanges: Migration = {
  async up(db) {
    await sql`
      create function core.count_index_change() returns trigger language plpgsql as $$
      begin
        if current_setting('chats.counted', true) is distinct from pg_current_xact_id()::text then
          perform set_config('chats.counted', pg_current_xact_id()::text, true);
          update core.index_generation
          set number = greatest(number + 1, (extract(epoch from clock_timestamp()) * 1000)::bigint);
        end if;
        return null;
      end $$`.execute(db);
    for (const table of searchedTables) {
      await sql`
        create constraint trigger count_changes
        after insert or update or delete on ${sql.table(table)}
        deferrable initially deferred
        for each row execute function core.count_index_change()`.execute(db);
    }
  },
};
