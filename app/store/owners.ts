import type { Kysely } from "kysely";
import type { Database } from "./tables.ts";

/** Everybody who has a session in the database, in a fixed order. */
export async function owners(db: Kysely<Database>): Promise<string[]> {
  const rows = await db.selectFrom("core.conversations").select("owner").distinct().execute();
  return rows.map(({ owner }) => owner).toSorted();
}
