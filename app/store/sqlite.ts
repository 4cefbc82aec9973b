import type BetterSqlite from "better-sqlite3";
import { Kysely } from "kysely";
import type { Migration } from "kysely/migration";
import { localOwner } from "../access/owner.ts";
import type { WarningLog } from "../telemetry/log.ts";
import type { VectorsOf } from "../vectors/ports.ts";
import { dropEarlierVectors } from "../vectors/sqlite-earlier.ts";
import { loadVectorExtension, sqliteVectors } from "../vectors/sqlite-vec.ts";
import { indexGeneration } from "./index-generation.ts";
import { sqlIngests } from "./ingests.ts";
import { sqlKeys } from "./keys.ts";
import { sqlMaintenance } from "./maintenance.ts";
import { sqlSnapshots } from "./metric-snapshots.ts";
import { migrate } from "./migrate.ts";
import { migrations } from "./migrations/migrations.ts";
import type { OpenedDatabase, OpenedStore } from "./open.ts";
import { owners } from "./owners.ts";
import { perOwner } from "./per-owner.ts";
import { sqlRecords } from "./session-records.ts";
import { sqlStore } from "./sql-store.ts";
import { sqliteBulkWrites } from "./sqlite-bulk-writes.ts";
import { sqliteConnection } from "./sqlite-connection.ts";
import { copyBeforeMigration } from "./sqlite-copy.ts";
import { sqliteDialect } from "./sqlite-dialect.ts";
import { sqliteEngine } from "./sqlite-engine.ts";
import { sqliteFigures } from "./sqlite-figures.ts";
import { openDatabaseFile } from "./sqlite-file.ts";
import {
  createFullText,
  createSearchIndex,
  largerIndexPages,
  largerIndexPieces,
} from "./sqlite-full-text.ts";
import { countFewerChanges, countIndexChanges } from "./sqlite-index-changes.ts";
import { sqliteNames } from "./sqlite-names.ts";
import { sqliteSearchThreads } from "./sqlite-search-threads.ts";
import type { Database } from "./tables.ts";

export interface SqliteOptions {
  /** Hears of a copy that was made before a migration. */
  log?: WarningLog;
  /** Where vectors are kept; default: in the file. */
  vectorsOf?: VectorsOf | undefined;
}

/**
 * The embedded database: one file, `chats.db`, in `directory`, which is copied before it is
 * migrated. Throws when the folder cannot be written, when there is no room for the copy, when the
 * file is no database, or when a newer version of this program made it.
 */
export async function openSqliteDatabase({
  directory,
  ...options
}: SqliteOptions & { directory: string }): Promise<OpenedDatabase> {
  return sqliteDatabaseOn(openDatabaseFile(directory), options);
}

/** What one owner, `local` if none is named, has in the database of `openSqliteDatabase`. */
export async function openSqliteStore({
  owner = localOwner,
  ...options
}: SqliteOptions & { directory: string; owner?: string }): Promise<OpenedStore> {
  return (await openSqliteDatabase(options)).forOwner(owner);
}

/** What the owner `local` has in an open file, which is closed when it cannot be used. */
export async function sqliteStoreOn(
  database: BetterSqlite.Database,
  options: SqliteOptions = {},
): Promise<OpenedStore> {
  return (await sqliteDatabaseOn(database, options)).forOwner(localOwner);
}

async function sqliteDatabaseOn(
  database: BetterSqlite.Database,
  { log, vectorsOf }: SqliteOptions,
): Promise<OpenedDatabase> {
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
  const figures = sqliteFigures(database.name);
  const searches = sqliteSearchThreads(database.name, log);
  const bulk = database.memory ? undefined : sqliteBulkWrites(database.name, log);
  const storeOf = (owner: string) => {
    const own = sqlStore(db, sqliteEngine, owner);
    return bulk?.forOwner(owner, own) ?? own;
  };
  const forOwner = perOwner((owner) => ({
    store: storeOf(owner),
    vectors: vectorsOf?.(db, owner) ?? sqliteVectors(db, owner, vectorProblem),
    records: sqlRecords(db, sqliteEngine, owner),
    maintenance: sqlMaintenance(db, sqliteEngine, owner),
    ingests: sqlIngests(db, owner),
  }));
  return {
    forOwner,
    forSearch: perOwner((owner) => {
      const own = forOwner(owner);
      const index = database.memory ? own : searches.forViewer(owner, own);
      return { ...index, vectors: vectorsOf === undefined ? index.vectors : own.vectors };
    }),
    owners: () => owners(db),
    keys: sqlKeys(db),
    indexGeneration: () => indexGeneration(db),
    figures: figures.read,
    snapshots: sqlSnapshots(db),
    async close() {
      await figures.close();
      await searches.close();
      await bulk?.close();
      await db.destroy();
    },
  };
}

export const sqliteMigrations: Record<string, Migration> = {
  ...migrations({
    identity: (column) => column.primaryKey().autoIncrement(),
    bytewiseText: "text",
    hasSchemas: false,
  }),
  "0001-sqlite-full-text": createFullText,
  "0007-sqlite-earlier-vectors": dropEarlierVectors,
  "0008-sqlite-index-changes": countIndexChanges,
  "0010-sqlite-search-index": createSearchIndex,
  "0011-sqlite-index-pieces": largerIndexPieces,
  "0012-sqlite-fewer-changes": countFewerChanges,
  "0013-sqlite-index-pages": largerIndexPages,
};
