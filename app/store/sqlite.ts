import type BetterSqlite from "better-sqlite3";
import { Kysely, sql } from "kysely";
import { loadVectorExtension, sqliteVectors } from "../vectors/sqlite-vec.ts";
import type { Engine } from "./engine.ts";
import { migrate } from "./migrate.ts";
import { migrations } from "./migrations/migrations.ts";
import type { OpenedStore } from "./open.ts";
import { sqlStore } from "./sql-store.ts";
import { sqliteConnection } from "./sqlite-connection.ts";
import { sqliteDialect } from "./sqlite-dialect.ts";
import { openDatabaseFile } from "./sqlite-file.ts";
import { createFullText, sqliteFullText } from "./sqlite-full-text.ts";
import { sqliteNames } from "./sqlite-names.ts";
import type { Database } from "./tables.ts";

/**
 * The embedded database: one file, `chats.db`, in `directory`, with the chats of `owner` (default
 * `local`). Throws when the folder cannot be written, when the file is no database, or when a newer
 * version of this program made it.
 */
export async function openSqliteStore(options: {
  directory: string;
  owner?: string;
}): Promise<OpenedStore> {
  return sqliteStoreOn(openDatabaseFile(options.directory), options.owner);
}

/** The store on an open file, which it closes when it cannot be used. */
export async function sqliteStoreOn(
  database: BetterSqlite.Database,
  owner = "local",
): Promise<OpenedStore> {
  const vectorProblem = loadVectorExtension(database);
  const db = new Kysely<Database>({
    dialect: sqliteDialect(sqliteConnection(database)),
    plugins: [sqliteNames()],
  });
  try {
    await migrate(db, sqliteMigrations, { place: database.name });
  } catch (error) {
    database.close();
    throw error;
  }
  return {
    store: sqlStore(db, sqliteEngine, owner),
    vectors: sqliteVectors(db, owner, vectorProblem),
  };
}

const sqliteMigrations = {
  ...migrations({
    identity: (column) => column.primaryKey().autoIncrement(),
    bytewiseText: "text",
  }),
  "0001-sqlite-full-text": createFullText,
};

const sqliteEngine: Engine = {
  textIndex: sqliteFullText,
  async databaseBytes(db) {
    const { rows } = await sql<{ bytes: number }>`
      select page_count * page_size as bytes from pragma_page_count, pragma_page_size`.execute(db);
    return rows[0]?.bytes ?? 0;
  },
  // Every transaction takes the one lock for writing at its start.
  async lockConversation() {},
  // The opening has migrated it, so being read is all that it must.
  async schemaProblem(db) {
    await db.selectFrom("core.conversations").select("id").limit(1).execute();
    return undefined;
  },
};
