import type { Kysely } from "kysely";
import type { ImportCounts, LastImport } from "./store.ts";
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
  await forgetAllBut(db, owner, keptImports);
}

/** Nobody looks further back; a watch makes one with each change of a chat, thousands a day. */
const keptImports = 1_000;

async function forgetAllBut(db: Kysely<Database>, owner: string, newest: number): Promise<void> {
  const first = await importsOf(db, owner).select("id").offset(newest).limit(1).executeTakeFirst();
  if (first === undefined) return;
  await db
    .deleteFrom("core.imports")
    .where("owner", "=", owner)
    .where("id", "<=", first.id)
    .execute();
}

/** The newest import that finished, and the newest of all where that has not. */
export async function lastImport(db: Kysely<Database>, owner: string): Promise<LastImport> {
  const newest = await importsOf(db, owner).selectAll().limit(1).executeTakeFirst();
  const finished = await importsOf(db, owner)
    .selectAll()
    .$narrowType<{ finished_at: number }>()
    .where("finished_at", "is not", null)
    .limit(1)
    .executeTakeFirst();
  return {
    finished: finished && {
      startedAt: finished.started_at,
      finishedAt: finished.finished_at,
      filesSeen: finished.files_seen,
      filesRead: finished.files_read,
      filesFailed: finished.files_failed,
      sessionsAdded: finished.sessions_added,
      sessionsUpdated: finished.sessions_updated,
      messagesAdded: finished.messages_added,
    },
    unfinishedSince: newest?.finished_at === null ? newest.started_at : undefined,
  };
}

/** The newest first. */
function importsOf(db: Kysely<Database>, owner: string) {
  return db.selectFrom("core.imports").where("owner", "=", owner).orderBy("id", "desc");
}
