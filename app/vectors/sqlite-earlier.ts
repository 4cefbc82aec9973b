import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Drops the tables in which vectors were kept before generations were: they are made anew. */
export const dropEarlierVectors: Migration = {
  async up(db) {
    const { rows } = await sql<{ name: string }>`
      select name from sqlite_master where sql like 'create virtual table%using vec0(%'`.execute(
      db,
    );
    for (const { name } of rows) {
      try {
        await sql`drop table ${sql.id(name)}`.execute(db);
      } catch {
        // Without the extension, such a table can neither be read nor dropped.
      }
    }
  },
};
