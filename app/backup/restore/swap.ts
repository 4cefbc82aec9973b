import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { z } from "zod";
import { databaseFileName } from "../../store/database-file.ts";
import { restoreFolderName, unfinishedRestoreName } from "../../store/unfinished-restore.ts";
import { redactionKeyName } from "../components/application/application.ts";
import { Refused } from "../exit-codes.ts";
import { flushFile, flushFolder, writeDurably } from "./durable.ts";

const journalSchema = z.object({
  /** Folder of the old files, below that of the data. */
  oldFolder: z.string(),
  /** Files that change places, and whether one was there before. */
  files: z.array(z.object({ name: z.string(), wasThere: z.boolean() })),
});

type Journal = z.infer<typeof journalSchema>;

/** Journals of the database belong to it: one that stays behind damages the next. */
const databaseFiles = [
  databaseFileName,
  ...["-wal", "-shm", "-journal"].map((ending) => `${databaseFileName}${ending}`),
];

/** Where the new files are made ready. */
export function newFilesFolder(directory: string): string {
  return join(directory, restoreFolderName, "new");
}

export interface SwapOptions {
  /** Folder below that of the data where the old files stay; undefined: they go in the end. */
  keepOldIn: string | undefined;
  /** Looks at the new files in their place; they go again when it throws. */
  check: () => void;
}

/**
 * Puts the files of `newFilesFolder` in the place of those in `directory`. Until `check` has passed
 * the old ones are kept and a marker lets nobody open the folder; when anything fails, or the process
 * is killed and `rollBack` is run, the old ones are back as they were. Throws `Refused` where a
 * process has the database open.
 */
export function swapIn(directory: string, { keepOldIn, check }: SwapOptions): void {
  const fresh = newFilesFolder(directory);
  const oldFolder = keepOldIn ?? join(restoreFolderName, "old");
  const old = join(directory, oldFolder);
  const hasKey = existsSync(join(fresh, redactionKeyName));
  const names = hasKey ? [...databaseFiles, redactionKeyName] : databaseFiles;
  for (const name of names) if (existsSync(join(fresh, name))) flushFile(join(fresh, name));
  flushFolder(fresh);
  mkdirSync(old, { mode: 0o700 });
  const files = names.map((name) => ({ name, wasThere: existsSync(join(directory, name)) }));
  const journal: Journal = { oldFolder, files };
  // First, so that a process which opens the database from here on sees it, and one before is seen.
  writeDurably(join(directory, unfinishedRestoreName), `${JSON.stringify(journal, null, 2)}\n`);
  try {
    refuseUsers(join(directory, databaseFileName));
    for (const name of names) move(name, directory, old);
    flushFolder(old);
    for (const name of names) move(name, fresh, directory);
    flushFolder(directory);
    check();
  } catch (error) {
    rollBack(directory);
    throw error;
  }
  finish(directory);
}

/**
 * Brings a folder back to what it was before a restore that did not come to its end; false where
 * there was none. It can be cut off itself, and run again.
 */
export function rollBack(directory: string): boolean {
  const marker = join(directory, unfinishedRestoreName);
  if (!existsSync(marker)) {
    rmSync(join(directory, restoreFolderName), { recursive: true, force: true });
    return false;
  }
  const journal = journalSchema.parse(JSON.parse(readFileSync(marker, "utf8")));
  const old = join(directory, journal.oldFolder);
  for (const { name, wasThere } of journal.files) {
    if (existsSync(join(old, name))) renameSync(join(old, name), join(directory, name));
    else if (!wasThere) rmSync(join(directory, name), { force: true });
  }
  flushFolder(directory);
  // Empty by now.
  rmSync(old, { recursive: true, force: true });
  finish(directory);
  return true;
}

/** From the removal of the marker on, what is there counts. */
function finish(directory: string): void {
  rmSync(join(directory, unfinishedRestoreName));
  flushFolder(directory);
  rmSync(join(directory, restoreFolderName), { recursive: true, force: true });
}

function move(name: string, from: string, to: string): void {
  if (existsSync(join(from, name))) renameSync(join(from, name), join(to, name));
}

/**
 * Throws `Refused` where any process has the database at `path` open: leaving the WAL mode takes that
 * no other connection is. What its journal had is in the file then.
 */
export function refuseUsers(path: string): void {
  if (!existsSync(path)) return;
  const database = new Database(path, { timeout: 0 });
  try {
    const mode = database.pragma("journal_mode = delete", { simple: true });
    if (mode === "delete") {
      database.exec("begin exclusive; rollback");
      return;
    }
    throw inUse(path);
  } catch (error) {
    if (error instanceof Database.SqliteError && error.code.startsWith("SQLITE_BUSY")) {
      throw inUse(path);
    }
    // A damaged file is what a restore is for; nobody can be at work with it.
    if (!(error instanceof Database.SqliteError)) throw error;
  } finally {
    database.close();
  }
}

function inUse(path: string): Refused {
  return new Refused(
    `${path}: is in use by another process; stop it (npm stop, or the one that runs serve or watch) ` +
      "and run the restore again. Nothing was changed",
  );
}
