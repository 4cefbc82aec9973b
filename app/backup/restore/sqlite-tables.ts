import { existsSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import type { Settings } from "../../settings.ts";
import { databaseFileName } from "../../store/database-file.ts";
import { openSqliteDatabase } from "../../store/sqlite.ts";
import { explained } from "../../store/sqlite-errors.ts";
import { sqliteFacts } from "../components/application/sqlite-facts.ts";
import type { StagedParts } from "./part-kind.ts";
import { readyDatabase } from "./staged-database.ts";

/** Rows of these tables in the embedded database; none where there is none yet. */
export async function presentSqliteRows(
  names: string[],
  { dataDirectory }: Settings,
): Promise<number[]> {
  const path = join(dataDirectory, databaseFileName);
  if (!existsSync(path)) return names.map(() => 0);
  const database = new Database(path, { readonly: true });
  try {
    const { counts } = sqliteFacts(database);
    return names.map((name) => counts[name] ?? 0);
  } catch (error) {
    throw explained(error, path);
  } finally {
    database.close();
  }
}

/**
 * Puts tables of the archived database in the place of those in the data folder, in one transaction:
 * who serves from there meanwhile sees the old rows or the new ones.
 */
export async function bringSqliteTables(
  names: string[],
  { stage, plan }: StagedParts,
  { dataDirectory }: Settings,
): Promise<void> {
  const archived = join(stage, "application", databaseFileName);
  await readyDatabase(archived, plan.manifest, []);
  // Makes the database where there is none, and brings it to the version that the other one has now.
  await (await openSqliteDatabase({ directory: dataDirectory })).close();
  const path = join(dataDirectory, databaseFileName);
  const database = new Database(path, { fileMustExist: true, timeout: 10_000 });
  try {
    database.prepare("attach ? as archived").run(archived);
    database
      .transaction(() => {
        for (const name of names) replaceRows(database, name);
      })
      .immediate();
  } catch (error) {
    throw explained(error, path);
  } finally {
    database.close();
  }
}

function replaceRows(database: Database.Database, name: string): void {
  const columns = database
    .prepare<[string], string>("select name from pragma_table_info(?, 'archived')")
    .pluck()
    .all(name)
    .map((column) => `"${column}"`)
    .join(", ");
  database.prepare(`delete from main."${name}"`).run();
  database
    .prepare(`insert into main."${name}" (${columns}) select ${columns} from archived."${name}"`)
    .run();
}
