import { localOwner } from "../access/owner.ts";
import type { SearchIndex } from "../search/search.ts";
import type { Settings } from "../settings.ts";
import type { WarningLog } from "../telemetry/log.ts";
import { chosenVectors } from "../vectors/choose.ts";
import type { VectorStore } from "../vectors/ports.ts";
import type { Figures } from "./figures.ts";
import type { Ingests } from "./ingests.ts";
import type { KeyStore } from "./keys.ts";
import type { Maintenance } from "./maintenance.ts";
import type { MetricSnapshots } from "./metric-snapshots.ts";
import type { SessionRecords } from "./session-records.ts";
import type { SqliteOptions } from "./sqlite.ts";
import type { Store } from "./store.ts";
import { unavailableDatabase } from "./unavailable.ts";

/** A database that is open, whoever's chats are in it. */
export interface OpenedDatabase {
  /** The same one each time that it is asked for the same owner. */
  forOwner(owner: string): OpenedStore;
  /** What searches read of what `owner` sees, without waiting for whatever else is going on. */
  forSearch(owner: string): SearchIndex;
  /** Everybody who has a session in it, in a fixed order. */
  owners(): Promise<string[]>;
  keys: KeyStore;
  /**
   * A number that is another one as soon as anything is committed that a search can see, by whatever
   * process: an answer is as good as a new one while it stays the same.
   */
  indexGeneration(): Promise<number>;
  /** Counts everything, which takes about a second for each million of messages. */
  figures(): Promise<Figures>;
  snapshots: MetricSnapshots;
  close(): Promise<void>;
}

/** What one owner has in a database, which is closed with any store in it. */
export interface OpenedStore {
  store: Store;
  vectors: VectorStore;
  records: SessionRecords;
  maintenance: Maintenance;
  ingests: Ingests;
}

/**
 * The database that the settings name; nothing of the other engine is loaded. A PostgreSQL may be
 * away or not migrated yet: its store says so until it is there. The embedded database is migrated
 * here. Throws what `openSqliteDatabase` throws, but where its native driver is not installed or does
 * not fit the machine the store is one that says so.
 */
export async function openDatabase(
  { dataDirectory, database, vectors }: StoreSettings,
  log: WarningLog,
): Promise<OpenedDatabase> {
  const vectorsOf = await chosenVectors(vectors);
  if (database === undefined) return openEmbedded({ directory: dataDirectory, log, vectorsOf });
  const { openPostgresDatabase } = await import("./postgres.ts");
  return openPostgresDatabase(database, log, vectorsOf);
}

type StoreSettings = Pick<Settings, "dataDirectory" | "database" | "vectors">;

/** What the owner that the command line works for has in the database of `openDatabase`. */
export async function openStore(settings: StoreSettings, log: WarningLog): Promise<OpenedStore> {
  return (await openDatabase(settings, log)).forOwner(localOwner);
}

async function openEmbedded(
  options: SqliteOptions & { directory: string },
): Promise<OpenedDatabase> {
  try {
    const { openSqliteDatabase } = await import("./sqlite.ts");
    return await openSqliteDatabase(options);
  } catch (error) {
    if (!isDriverProblem(error)) throw error;
    return unavailableDatabase(
      "There is no database here: the SQLite driver (better-sqlite3, sqlite-vec) cannot be loaded " +
        `(${error.code}).`,
    );
  }
}

/** Node's codes for a package, a file of a package, or a native library that cannot be loaded. */
const loadErrors = ["ERR_MODULE_NOT_FOUND", "MODULE_NOT_FOUND", "ERR_DLOPEN_FAILED"];

/** A file of our own that is missing must not pass for a missing driver. */
function isDriverProblem(error: unknown): error is NodeJS.ErrnoException {
  return (
    error instanceof Error &&
    "code" in error &&
    loadErrors.includes(String(error.code)) &&
    /better[-_]sqlite3|sqlite-vec/.test(error.message)
  );
}
