import type { Settings } from "../settings.ts";
import type { WarningLog } from "../telemetry/log.ts";
import type { VectorStore } from "../vectors/ports.ts";
import type { Maintenance } from "./maintenance.ts";
import type { SessionRecords } from "./session-records.ts";
import type { Store } from "./store.ts";
import { unavailableStore } from "./unavailable.ts";

/** All in one database, which is closed with the store. */
export interface OpenedStore {
  store: Store;
  vectors: VectorStore;
  records: SessionRecords;
  maintenance: Maintenance;
}

/**
 * The database that the settings name; nothing of the other engine is loaded. A PostgreSQL may be
 * away or not migrated yet: its store says so until it is there. The embedded database is migrated
 * here. Throws what `openSqliteStore` throws, but where its native driver is not installed or does
 * not fit the machine the store is one that says so.
 */
export async function openStore(
  { dataDirectory, database }: Pick<Settings, "dataDirectory" | "database">,
  log: WarningLog,
): Promise<OpenedStore> {
  if (database === undefined) return openEmbedded(dataDirectory, log);
  const { openPostgresStore } = await import("./postgres.ts");
  return openPostgresStore(database, { log });
}

async function openEmbedded(directory: string, log: WarningLog): Promise<OpenedStore> {
  try {
    const { openSqliteStore } = await import("./sqlite.ts");
    return await openSqliteStore({ directory, log });
  } catch (error) {
    if (!isDriverProblem(error)) throw error;
    return unavailableStore(
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
