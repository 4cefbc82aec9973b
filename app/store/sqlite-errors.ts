import { SqliteError } from "better-sqlite3";

/** `error` with what a person can do about it, where SQLite's own words do not say. */
export function explained(error: unknown, path: string): unknown {
  if (!(error instanceof SqliteError)) return error;
  const explanation = explanations.find(([code]) => error.code.startsWith(code));
  if (explanation === undefined) return error;
  return new Error(`${path}: ${explanation[1]} (${error.code}: ${error.message})`, {
    cause: error,
  });
}

/** By the start of SQLite's result code, https://sqlite.org/rescode.html. */
const explanations: [code: string, text: string][] = [
  [
    "SQLITE_FULL",
    "the disk is full, so the last step was not stored; all that was stored before is kept. " +
      "Free some space and run the command again",
  ],
  [
    "SQLITE_BUSY",
    "another process has kept the database locked for 10 seconds; " +
      "wait for it to end and run the command again",
  ],
  [
    "SQLITE_READONLY",
    "the database cannot be written by this user; make it and its folder writable",
  ],
  ["SQLITE_CANTOPEN", "the database cannot be opened; check that its folder can be written"],
  [
    "SQLITE_NOTADB",
    "this is not a SQLite database; move the file away, then restore a backup or import again",
  ],
  [
    "SQLITE_CORRUPT",
    "the database is damaged; move the file away, then restore a backup or import again",
  ],
  ["SQLITE_IOERR", "the disk cannot be read or written; check the disk and its free space"],
];
