import { chmodSync, closeSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { databaseFileName } from "./database-file.ts";
import { explained } from "./sqlite-errors.ts";
import { refuseHalfRestored } from "./unfinished-restore.ts";

/** How long a write waits for another process; imports write in steps far shorter than this. */
const busyTimeoutMs = 10_000;

const pageBytes = 16_384;

const cacheKibibytes = 32 * 1_024;

/**
 * Opens the database file in `directory`, making both when missing. Chats are private: the folder
 * is made with mode 700, the file has mode 600, and SQLite gives its side files the same.
 */
export function openDatabaseFile(directory: string): Database.Database {
  const path = join(directory, databaseFileName);
  refuseHalfRestored(directory);
  makePrivateFile(directory, path);
  let database: Database.Database | undefined;
  try {
    database = new Database(path, { timeout: busyTimeoutMs });
    // Of a new file only. Messages are as long as half of a usual page of 4 kB, which would stay
    // empty behind each.
    database.pragma(`page_size = ${pageBytes}`);
    // Readers go on while another process writes.
    database.pragma("journal_mode = WAL");
    // In WAL mode safe against a crash of the program; a power cut may cost the last transactions.
    database.pragma("synchronous = NORMAL");
    database.pragma("foreign_keys = ON");
    // Half of the time of an import goes into the index of words, which rewrites what it has just
    // written: in memory that is done before it gets to the disk.
    database.pragma(`cache_size = -${cacheKibibytes}`);
    // A restore that has begun meanwhile cannot see this opening, unless it came before.
    refuseHalfRestored(directory);
    return database;
  } catch (error) {
    database?.close();
    throw explained(error, path);
  }
}

function makePrivateFile(directory: string, path: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    closeSync(openSync(path, "a", 0o600));
    chmodSync(path, 0o600);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `${directory}: the database cannot be kept here (${reason}); ` +
        "choose a folder that this user may write",
      { cause: error },
    );
  }
}
