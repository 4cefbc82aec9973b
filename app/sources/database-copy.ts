import { constants, copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Database } from "better-sqlite3";
import { codeOf } from "./disk.ts";

/**
 * Gives `query` a copy of the SQLite database at `path`, with what its writer has not merged into
 * it yet. Its owner may be running: the original is neither locked nor changed. The copy is in a
 * folder that this user alone may read, and gone afterwards. Throws where there is no such file,
 * where it is no database, and where the driver is not installed.
 */
export async function queryCopy<Result>(
  path: string,
  query: (database: Database) => Result,
): Promise<Result> {
  const { default: Sqlite } = await import("better-sqlite3");
  const folder = await mkdtemp(join(tmpdir(), "chats-"));
  try {
    const copy = join(folder, "copy.db");
    await copyFile(path, copy, constants.COPYFILE_FICLONE);
    for (const side of ["-wal", "-journal"]) await copyIfThere(path + side, copy + side);
    const database = new Sqlite(copy);
    try {
      return query(database);
    } finally {
      database.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function copyIfThere(from: string, to: string): Promise<void> {
  try {
    await copyFile(from, to);
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw error;
  }
}
