import type { Kysely } from "kysely";
import type { ImportCounts, ImportRecord } from "./store.ts";
import type { Database } from "./tables.ts";

export async function beginImport(
  db: Kysely<Database>,
  owner: string,
  startedAt: number,
): Promise<number> {
  const { id } = await db
    .insertInto("core.imports")
    .values({ owner, started_at: startedAt })
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}

export async function finishImport(
  db: Kysely<Database>,
  owner: string,
  id: number,
  counts: ImportCounts,
  finishedAt: number,
): Promise<void> {
  await db
    .updateTable("core.imports")
    .set({
      finished_at: finishedAt,
      files_seen: counts.filesSeen,
      files_read: counts.filesRead,
      files_failed: counts.filesFailed,
      sessions_added: counts.sessionsAdded,
      sessions_updated: counts.sessionsUpdated,
      messages_added: counts.messagesAdded,
    })
    .where("owner", "=", owner)
    .where("id", "=", id)
    .execute();
}

/** The import that began last, finished or not. */
export async function lastImport(
  db: Kysely<Database>,
  owner: string,
): Promise<ImportRecord | undefined> {
  const row = await db
    .selectFrom("core.imports")
    .selectAll()
    .where("owner", "=", owner)
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  return (
    row && {
      startedAt: row.started_at,
      finishedAt: row.finished_at ?? undefined,
      filesSeen: row.files_seen,
      filesRead: row.files_read,
      filesFailed: row.files_failed,
      sessionsAdded: row.sessions_added,
      sessionsUpdated: row.sessions_updated,
      messagesAdded: row.messages_added,
    }
  );
}
