import type { Kysely } from "kysely";
import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/** What collectors have brought, and how much on a day. */
export const ingests: Migration = {
  async up(db) {
    await createIngestedSessions(db);
    await createIngestDays(db);
  },
};

async function createIngestedSessions(db: Kysely<unknown>) {
  await db.schema
    .createTable("core.ingested_sessions")
    .addColumn("owner", "text", (column) => column.notNull())
    .addColumn("collector", "text", (column) => column.notNull())
    .addColumn("source", "text", (column) => column.notNull())
    .addColumn("external_id", "text", (column) => column.notNull())
    .addColumn("content_hash", "text", (column) => column.notNull())
    .addColumn("size_bytes", "bigint", (column) => column.notNull().check(sql`size_bytes >= 0`))
    .addPrimaryKeyConstraint("ingested_sessions_key", [
      "owner",
      "collector",
      "source",
      "external_id",
    ])
    .execute();
}

async function createIngestDays(db: Kysely<unknown>) {
  await db.schema
    .createTable("core.ingest_days")
    .addColumn("owner", "text", (column) => column.notNull())
    .addColumn("day", "text", (column) => column.notNull())
    .addColumn("bytes", "bigint", (column) => column.notNull().check(sql`bytes >= 0`))
    .addPrimaryKeyConstraint("ingest_days_key", ["owner", "day"])
    .execute();
}
