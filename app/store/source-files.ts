import type { Kysely } from "kysely";
import type { SourceFile } from "../sources/model.ts";
import type { FileState } from "./store.ts";
import type { Database } from "./tables.ts";

/** What is known of a file read before; undefined for a new one. */
export async function fileState(
  db: Kysely<Database>,
  owner: string,
  path: string,
): Promise<FileState | undefined> {
  const row = await db
    .selectFrom("core.source_files")
    .select(["size_bytes", "modified_at", "inode", "torn", "problem"])
    .where("owner", "=", owner)
    .where("path", "=", path)
    .executeTakeFirst();
  return (
    row && {
      sizeBytes: row.size_bytes,
      modifiedAtMs: row.modified_at,
      inode: row.inode,
      torn: row.torn === 1,
      problem: row.problem ?? undefined,
    }
  );
}

/** Remembers a reading; `conversationId` undefined keeps the conversation known before. */
export async function recordFile(
  db: Kysely<Database>,
  owner: string,
  file: SourceFile,
  state: FileState,
  conversationId: number | undefined,
): Promise<void> {
  const values = {
    root: file.root,
    size_bytes: state.sizeBytes,
    modified_at: Math.trunc(state.modifiedAtMs),
    inode: state.inode,
    torn: state.torn ? 1 : 0,
    problem: state.problem ?? null,
    ...(conversationId !== undefined && { conversation_id: conversationId }),
  };
  await db
    .insertInto("core.source_files")
    .values({ owner, path: file.path, ...values })
    .onConflict((conflict) => conflict.columns(["owner", "path"]).doUpdateSet(values))
    .execute();
}

export function saveFileFailure(
  db: Kysely<Database>,
  owner: string,
  file: SourceFile,
  problem: string,
): Promise<void> {
  const { sizeBytes, modifiedAtMs, inode } = file;
  const state = { sizeBytes, modifiedAtMs, inode, torn: false, problem };
  return recordFile(db, owner, file, state, undefined);
}
