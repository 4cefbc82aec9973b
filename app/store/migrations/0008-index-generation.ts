import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/**
 * The number by which an answer is told from one that was made before something was written. What
 * makes it grow is the engine's own: see `countIndexChanges`.
 */
export const indexGeneration: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable("core.index_generation")
      .addColumn("number", "bigint", (column) => column.notNull())
      .execute();
    await sql`
      insert into ${sql.table("core.index_generation")} (number)
      values (${sql.lit(Date.now())})`.execute(db);
  },
};
