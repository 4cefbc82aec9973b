import type BetterSqlite from "better-sqlite3";
import { Kysely, sql } from "kysely";
import type { VectorStore } from "../vectors/ports.ts";
import { loadVectorExtension, sqliteVectors } from "../vectors/sqlite-vec.ts";
import type { Engine } from "./engine.ts";
import { migrate } from "./migrate.ts";
import { migrations } from "./migrations/migrations.ts";
import { sqlStore } from "./sql-store.ts";
import { sqliteConnection } from "./sqlite-connection.ts";
import { sqliteDialect } from "./sqlite-dialect.ts";
import { openDatabaseFile } from "./sqlite-file.ts";
import { createFullText, sqliteFullText } from "./sqlite-full-text.ts";
import { sqliteNames } from "./sqlite-names.ts";
import type { Store } from "./store.ts";
import type { Database } from "./tables.ts";

export interface SqliteStore {
  store: Store;
  /** In the same file; closed with the store. */
  vectors: VectorStore;
}

/**
 * The embedded database: one file, `chats.db`, in `directory`. Throws when the folder cannot be
 * written, when the file is no database, or when a newer version of this program made it.
 */
export async function openSqliteStore(options: { directory: string }): Promise<SqliteStore> {
  return sqliteStoreOn(openDatabaseFile(options.directory));
}

/** The store on an open file, which it closes when it cannot be used. */
export async function sqliteStoreOn(database: BetterSqlite.Database): Promise<SqliteStore> {
  const vectorProblem = loadVectorExtension(database);
  const db = new Kysely<Database>({
    dialect: sqliteDialect(sqliteConnection(database)),
    plugins: [sqliteNames()],
  });
  try {
    await migrate(db, sqliteMigrations, database.name);
  } catch (error) {
    database.close();
    throw error;
  }
  return {
    store: sqlStore(db, sqliteEngine, "local"),
    vectors: sqliteVectors(db, vectorProblem),
  };
}

const sqliteMigrations = {
  ...migrations((column) => column.primaryKey().autoIncrement()),
  "0001-sqlite-full-text": createFullText,
};

const sqliteEngine: Engine = {
  textIndex: sqliteFullText,
  async databaseBytes(db) {
    const { rows } = await sql<{ bytes: number }>`
      select page_count * page_size as bytes from pragma_page_count, pragma_page_size`.execute(db);
    return rows[0]?.bytes ?? 0;
  },
};
