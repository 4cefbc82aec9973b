import type { SqliteStore } from "./sqlite.ts";
import { unavailableStore } from "./unavailable.ts";

/**
 * The embedded database in `directory`. Where its native driver is not installed or does not fit
 * the machine, a store that says so; throws whatever else `openSqliteStore` throws.
 */
export async function openStore(directory: string): Promise<SqliteStore> {
  try {
    const { openSqliteStore } = await import("./sqlite.ts");
    return await openSqliteStore({ directory });
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
