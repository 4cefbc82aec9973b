import { type Kysely, sql } from "kysely";
import type { Database } from "./tables.ts";

/** Size of the file without its journal, in bytes. */
export async function sqliteBytes(db: Kysely<Database>): Promise<number> {
  const { rows } = await sql<{ bytes: number }>`
    select page_count * page_size as bytes from pragma_page_count, pragma_page_size`.execute(db);
  return rows[0]?.bytes ?? 0;
}
