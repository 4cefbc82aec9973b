import { once } from "node:events";
import { closeSync, existsSync, openSync } from "node:fs";
import { Worker } from "node:worker_threads";
import Database from "better-sqlite3";
import { explained } from "../../../store/sqlite-errors.ts";
import { loadVectorExtension } from "../../../vectors/sqlite-vec.ts";
import { type SqliteFacts, sqliteFacts } from "./sqlite-facts.ts";

/**
 * Copies the database file at `from` as it is at one moment to the new file `to`, mode 600, while
 * others write, and gives what is in the copy. The copy needs no journal beside it, and holds nothing
 * that was redacted before. Throws where the source is damaged, and when `signal` is aborted.
 */
export async function copySqlite(
  from: string,
  to: string,
  { signal, onProgress }: CopyOptions = {},
): Promise<SqliteFacts> {
  // Opening one that is not there would make it.
  if (!existsSync(from)) throw new Error(`${from}: there is no database to be backed up`);
  try {
    const facts = await copyOfOneMoment(from, to, { signal, onProgress });
    if (facts.holdsRedacted) await rewrite(to);
    return checkedCopy(to, facts);
  } catch (error) {
    throw explained(error, from);
  }
}

export interface CopyOptions {
  signal?: AbortSignal | undefined;
  /** Hears of the bytes that are copied, and of all. */
  onProgress?: ((progress: { bytes: number; totalBytes: number }) => void) | undefined;
}

async function copyOfOneMoment(
  from: string,
  to: string,
  { signal, onProgress }: CopyOptions,
): Promise<SqliteFacts> {
  const source = new Database(from, { readonly: true, timeout: 10_000 });
  try {
    loadVectorExtension(source);
    // SQLite fills an empty file, and leaves its mode as it is.
    closeSync(openSync(to, "wx", 0o600));
    const pageBytes = Number(source.pragma("page_size", { simple: true }));
    // A reader's transaction: the copy is of its moment, and begins anew for nobody who writes.
    source.exec("begin");
    const facts = sqliteFacts(source);
    await source.backup(to, {
      progress: ({ totalPages, remainingPages }) => {
        signal?.throwIfAborted();
        const bytes = (totalPages - remainingPages) * pageBytes;
        onProgress?.({ bytes, totalBytes: totalPages * pageBytes });
        return pagesAtATime;
      },
    });
    source.exec("commit");
    return facts;
  } finally {
    source.close();
  }
}

/** Some milliseconds of work, between which others have their turn. */
const pagesAtATime = 1_000;

/** Pages that are free, and the index of words, still hold what was redacted last. */
async function rewrite(path: string): Promise<void> {
  const thread = new Worker(new URL("../../../store/sqlite-vacuum.ts", import.meta.url), {
    workerData: { path },
  });
  await once(thread, "exit");
}

function checkedCopy(path: string, expected: SqliteFacts): SqliteFacts {
  const copy = new Database(path);
  try {
    loadVectorExtension(copy);
    // In one file, which needs no folder that can be written to be read.
    copy.pragma("journal_mode = delete");
    const found = sqliteFacts(copy);
    refuseDamage(copy, path);
    if (found.holdsRedacted || JSON.stringify(found.counts) !== JSON.stringify(expected.counts)) {
      throw new Error(`${path}: the copy is not what was copied; run the backup again`);
    }
    return found;
  } finally {
    copy.close();
  }
}

/** Throws where SQLite finds the file damaged, or a row refers to one that is not there. */
export function refuseDamage(database: Database.Database, place: string): void {
  const lines = database.prepare<[], string>("pragma integrity_check").pluck().all();
  const strays = database.prepare("pragma foreign_key_check").all();
  const problem =
    lines.join("; ") !== "ok"
      ? lines.slice(0, 3).join("; ")
      : strays.length > 0
        ? `${strays.length} rows refer to others that are not there`
        : undefined;
  if (problem !== undefined) throw new Error(`${place}: the database is damaged: ${problem}`);
}
