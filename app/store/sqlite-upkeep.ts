import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { type Kysely, sql, type Transaction } from "kysely";
import type { Database } from "./tables.ts";

/** What SQLite finds wrong with the file, its foreign keys and its index of words. */
export async function checkFile(db: Kysely<Database>): Promise<string[]> {
  // FTS5 remembers which pieces its index has. A query makes it look whether another connection has
  // written since; SQLite 3.54's check alone does not, and takes pieces that were merged for lost ones.
  await sql`select rowid from messages_fts where messages_fts match 'a' limit 1`.execute(db);
  const pages = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(db);
  const damage = pages.rows
    .map((row) => row.integrity_check)
    .filter((line) => line !== "ok")
    .map((line) => `the file is damaged: ${line}`);
  if (damage.length > 0) return damage;
  const keys = await sql<{ table: string }>`pragma foreign_key_check`.execute(db);
  return [
    ...Array.from(
      Map.groupBy(keys.rows, ({ table }) => table),
      ([table, rows]) => `${table}: ${rows.length} rows belong to nothing`,
    ),
    ...(await checkWords(db)),
  ];
}

async function checkWords(db: Kysely<Database>): Promise<string[]> {
  try {
    await sql`insert into messages_fts (messages_fts) values ('integrity-check')`.execute(db);
  } catch (error) {
    return [`the index of words is damaged: ${error instanceof Error ? error.message : error}`];
  }
  // FTS5 keeps the length of each row that it has here.
  const { rows } = await sql<{ missing: number; stray: number }>`
    select
      (select count(*) from messages where id not in (select id from messages_fts_docsize))
        as missing,
      (select count(*) from messages_fts_docsize where id not in (
        select id from messages union all select -id from conversations
      )) as stray`.execute(db);
  const { missing = 0, stray = 0 } = rows[0] ?? {};
  return [
    ...(missing > 0 ? [`the index of words lacks messages: ${missing}`] : []),
    ...(stray > 0 ? [`the index of words has rows of messages that are gone: ${stray}`] : []),
  ];
}

/**
 * Rewrites the file without the room of deleted rows, and the index of words with it. That takes
 * seconds, so a thread does it: this one goes on, but for what it wants to write.
 */
export async function vacuumFile(db: Kysely<Database>): Promise<void> {
  const { rows } = await sql<{ file: string }>`
    select file from pragma_database_list where name = 'main'`.execute(db);
  const thread = new Worker(new URL("sqlite-vacuum.ts", import.meta.url), {
    workerData: { path: rows[0]?.file ?? "" },
  });
  await once(thread, "exit");
}

/** In the head of the file, where it is written and undone with all else. `vacuumFile` looks at it. */
export async function noteRedaction(trx: Transaction<Database>): Promise<void> {
  await sql`pragma user_version = 1`.execute(trx);
}

export async function eraseRedacted(db: Kysely<Database>): Promise<void> {
  if (!(await holdsRedacted(db))) return;
  await vacuumFile(db);
  if (!(await holdsRedacted(db))) return;
  throw new Error(
    "the database is in use by another process, so its file still holds what was redacted",
  );
}

async function holdsRedacted(db: Kysely<Database>): Promise<boolean> {
  const { rows } = await sql<{ user_version: number }>`pragma user_version`.execute(db);
  return rows[0]?.user_version !== 0;
}

/** Deletes vectors of messages that are gone: no foreign key reaches into their tables. */
export async function dropStrayVectors(db: Kysely<Database>): Promise<void> {
  const tables = await sql<{ name: string }>`
    select name from sqlite_master where sql like 'create virtual table%using vec0(%'`.execute(db);
  for (const { name } of tables.rows) {
    await db.transaction().execute(async (trx) => {
      const { rows } = await sql<{ id: number }>`
        select rowid as id from ${sql.id(`${name}_rowids`)}
        where rowid not in (select id from messages)`.execute(trx);
      for (const { id } of rows) {
        await sql`delete from ${sql.id(name)} where message_id = ${BigInt(id)}`.execute(trx);
      }
    });
  }
}
