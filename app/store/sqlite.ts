import type BetterSqlite from "better-sqlite3";
import { Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";
import type { WarningLog } from "../telemetry/log.ts";
import { loadVectorExtension, sqliteVectors } from "../vectors/sqlite-vec.ts";
import type { Engine } from "./engine.ts";
import { sqlMaintenance } from "./maintenance.ts";
import { migrate } from "./migrate.ts";
import { migrations } from "./migrations/migrations.ts";
import type { OpenedStore } from "./open.ts";
import { sqlRecords } from "./session-records.ts";
import { sqlStore } from "./sql-store.ts";
import { sqliteConnection } from "./sqlite-connection.ts";
import { copyBeforeMigration } from "./sqlite-copy.ts";
import { sqliteDialect } from "./sqlite-dialect.ts";
import { openDatabaseFile } from "./sqlite-file.ts";
import { createFullText, sqliteFullText } from "./sqlite-full-text.ts";
import { sqliteNames } from "./sqlite-names.ts";
import { checkFile, dropStrayVectors, vacuumFile } from "./sqlite-upkeep.ts";
import type { Database } from "./tables.ts";

export interface SqliteStoreOptions {
  /** Whose chats it holds; default `local`. */
  owner?: string;
  /** Hears of a copy that was made before a migration. */
  log?: WarningLog;
}

/**
 * The embedded database: one file, `chats.db`, in `directory`, which is copied before it is
 * migrated. Throws when the folder cannot be written, when there is no room for the copy, when the
 * file is no database, or when a newer version of this program made it.
 */
export async function openSqliteStore({
  directory,
  ...options
}: SqliteStoreOptions & { directory: string }): Promise<OpenedStore> {
  return sqliteStoreOn(openDatabaseFile(directory), options);
}

/** The store on an open file, which it closes when it cannot be used. */
export async function sqliteStoreOn(
  database: BetterSqlite.Database,
  { owner = "local", log }: SqliteStoreOptions = {},
): Promise<OpenedStore> {
  const vectorProblem = loadVectorExtension(database);
  const db = new Kysely<Database>({
    dialect: sqliteDialect(sqliteConnection(database)),
    plugins: [sqliteNames()],
  });
  try {
    copyBeforeMigration(database, Object.keys(sqliteMigrations), { log });
    await migrate(db, sqliteMigrations, { place: database.name });
  } catch (error) {
    database.close();
    throw error;
  }
  return {
    store: sqlStore(db, sqliteEngine, owner),
    vectors: sqliteVectors(db, owner, vectorProblem),
    records: sqlRecords(db, sqliteEngine, owner),
    maintenance: sqlMaintenance(db, sqliteEngine, owner),
  };
}

export const sqliteMigrations: Record<string, Migration> = {
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
  check: checkFile,
  vacuum: vacuumFile,
  dropStrayVectors,
  // The opening has migrated it, so being read is all that it must.
  async schemaProblem(db) {
    await db.selectFrom("core.conversations").select("id").limit(1).execute();
    return undefined;
  },
};
