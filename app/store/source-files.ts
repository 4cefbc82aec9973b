import type { Insertable, Kysely, Selectable } from "kysely";
import type { Session, SourceFile } from "../sources/model.ts";
import { compiledOnce } from "./compiled-query.ts";
import { sessionName } from "./session-name.ts";
import type { FileState } from "./store.ts";
import type { Database } from "./tables.ts";

/** What is known of a file read before; undefined for a new one. */
export async function fileState(
  db: Kysely<Database>,
  owner: string,
  path: string,
): Promise<FileState | undefined> {
  const row = await filesOf(db, owner).where("path", "=", path).executeTakeFirst();
  return row && stateOf(row);
}

/** What is known of all files read before, by path. */
export async function fileStates(
  db: Kysely<Database>,
  owner: string,
): Promise<Map<string, FileState>> {
  const rows = await filesOf(db, owner).execute();
  return new Map(rows.map((row) => [row.path, stateOf(row)]));
}

function filesOf(db: Kysely<Database>, owner: string) {
  return db
    .selectFrom("core.source_files")
    .select(["path", "size_bytes", "modified_at", "inode", "torn", "problem"])
    .where("owner", "=", owner);
}

function stateOf(
  row: Omit<Selectable<Database["core.source_files"]>, "owner" | "root">,
): FileState {
  return {
    sizeBytes: row.size_bytes,
    modifiedAtMs: row.modified_at,
    inode: row.inode,
    torn: row.torn === 1,
    problem: row.problem ?? undefined,
  };
}

/** Remembers what a file was like when it was read. */
export async function recordFile(
  db: Kysely<Database>,
  owner: string,
  file: SourceFile,
  state: FileState,
): Promise<void> {
  const values = {
    root: file.root,
    size_bytes: state.sizeBytes,
    modified_at: Math.trunc(state.modifiedAtMs),
    inode: state.inode,
    torn: state.torn ? 1 : 0,
    problem: state.problem ?? null,
  };
  await putFile(db, { owner, path: file.path, ...values });
}

const putFile = compiledOnce(
  (db, { owner, path, ...values }: Insertable<Database["core.source_files"]>) =>
    db
      .insertInto("core.source_files")
      .values({ owner, path, ...values })
      .onConflict((conflict) => conflict.columns(["owner", "path"]).doUpdateSet(values)),
);

export function saveFileFailure(
  db: Kysely<Database>,
  owner: string,
  file: SourceFile,
  problem: string,
): Promise<void> {
  const { sizeBytes, modifiedAtMs, inode } = file;
  const state = { sizeBytes, modifiedAtMs, inode, torn: false, problem };
  return recordFile(db, owner, file, state);
}

/** Remembers that a session was found in the file at `path`. */
export async function recordPath(
  db: Kysely<Database>,
  owner: string,
  session: Session,
  path: string,
): Promise<void> {
  await putPath(db, { owner, source: session.source, external_id: session.id, path });
}

const putPath = compiledOnce((db, row: Insertable<Database["core.conversation_paths"]>) =>
  db
    .insertInto("core.conversation_paths")
    .values(row)
    .onConflict((conflict) => conflict.doNothing()),
);

/** Every file that a session was found in, sorted. */
export async function pathsOf(db: Kysely<Database>, owner: string, id: string): Promise<string[]> {
  const name = sessionName(id);
  if (name === undefined || name.owner !== undefined) return [];
  const rows = await db
    .selectFrom("core.conversation_paths")
    .select("path")
    .where("owner", "=", owner)
    .where("source", "=", name.source)
    .where("external_id", "=", name.externalId)
    .execute();
  return rows.map(({ path }) => path).toSorted();
}
