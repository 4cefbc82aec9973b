import { closeSync, openSync, renameSync, rmSync, statfsSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import type { WarningLog } from "../telemetry/log.ts";
import { copiesOf } from "./database-file.ts";
import { explained } from "./sqlite-errors.ts";

export interface CopyOptions {
  /** Hears of the copy that was made. */
  log?: WarningLog | undefined;
  /** Bytes that this user may still write to the disk of `directory`; default: asks the system. */
  freeBytes?: (directory: string) => number;
}

/**
 * Copies a database file that lacks some of `migrations` to `<file>.before-<newest migration>`, mode
 * 600, in the place of the copy before it. A new file, and one of a newer version, gets none. Throws
 * with nothing changed where there is no room for the copy.
 */
export function copyBeforeMigration(
  database: Database.Database,
  migrations: string[],
  options: CopyOptions = {},
): void {
  const copy = `${database.name}.before-${migrations.toSorted().at(-1)}`;
  const copyIfBehind = () => {
    if (!isBehind(database, migrations)) return false;
    refuseWithoutRoom(database, options.freeBytes ?? freeBytesOf);
    writeCopy(database.name, copy);
    return true;
  };
  try {
    if (database.memory || !isBehind(database, migrations)) return;
    // Whoever else opens the file waits for the lock, and finds it migrated or copies it as well.
    const isCopied = database.transaction(copyIfBehind).immediate();
    if (isCopied) options.log?.warn({ copy }, "the database was copied before its migration");
  } catch (error) {
    throw explained(error, database.name);
  }
}

function isBehind(database: Database.Database, migrations: string[]): boolean {
  const { tables } = database
    .prepare<[], { tables: number }>(
      "select count(*) as tables from sqlite_master where name = 'kysely_migration'",
    )
    .get() ?? { tables: 0 };
  if (tables === 0) return false;
  const executed = database.prepare<[], string>("select name from kysely_migration").pluck().all();
  return (
    executed.length > 0 &&
    executed.every((name) => migrations.includes(name)) &&
    migrations.some((name) => !executed.includes(name))
  );
}

function refuseWithoutRoom(
  database: Database.Database,
  freeBytes: (directory: string) => number,
): void {
  const pages = Number(database.pragma("page_count", { simple: true }));
  const neededBytes = pages * Number(database.pragma("page_size", { simple: true }));
  const free = freeBytes(dirname(database.name));
  if (free >= neededBytes) return;
  throw new Error(
    `${database.name}: cannot be copied before its migration, got ${free} bytes of free space and ` +
      `${neededBytes} are needed; free some space and run the command again. Nothing was changed`,
  );
}

function freeBytesOf(directory: string): number {
  const { bavail, bsize } = statfsSync(directory);
  return bavail * bsize;
}

/** Complete or not there: an unfinished copy has another name. */
function writeCopy(path: string, copy: string): void {
  const unfinished = `${copy}.unfinished`;
  // The journal of a copy that was cut off would be taken for one of this copy.
  for (const left of [unfinished, `${unfinished}-journal`]) rmSync(left, { force: true });
  const reader = new Database(path, { readonly: true });
  try {
    // SQLite fills an empty file, and leaves its mode as it is.
    closeSync(openSync(unfinished, "wx", 0o600));
    reader.prepare("vacuum into ?").run(unfinished);
    renameSync(unfinished, copy);
  } catch (error) {
    rmSync(unfinished, { force: true });
    const reason = explained(error, copy);
    throw new Error(
      `${path}: cannot be copied before its migration, so nothing was changed; ` +
        (reason instanceof Error ? reason.message : String(reason)),
      { cause: error },
    );
  } finally {
    reader.close();
  }
  for (const older of copiesOf(path).filter((known) => known !== copy)) rmSync(older);
}
