import { rmSync } from "node:fs";
import { basename, dirname } from "node:path";
import Database from "better-sqlite3";
import { copiesOf } from "../../store/database-file.ts";
import { openSqliteDatabase } from "../../store/sqlite.ts";
import { explained } from "../../store/sqlite-errors.ts";
import { loadVectorExtension } from "../../vectors/sqlite-vec.ts";
import { ArchiveDamaged } from "../archive/errors.ts";
import { componentOf, type Manifest } from "../archive/manifest.ts";
import { countsOf } from "../components/application/application.ts";
import { refuseDamage } from "../components/application/sqlite-copy.ts";
import { type SqliteFacts, sqliteFacts } from "../components/application/sqlite-facts.ts";
import { nameCollections } from "./collection-names.ts";
import type { RestoredCollection } from "./vectors.ts";

/**
 * Makes the database at `path`, which came out of an archive, ready to be used: it must be sound and
 * have what `manifest` says, is then migrated to the version of this program, and learns in which
 * `collections` its vectors are. Throws `ArchiveDamaged` where it is not what it should be.
 */
export async function readyDatabase(
  path: string,
  manifest: Manifest,
  collections: RestoredCollection[],
): Promise<SqliteFacts> {
  const found = inspected(path);
  refuseOtherCounts(found, manifest, basename(path));
  await (await openSqliteDatabase({ directory: dirname(path) })).close();
  for (const copy of copiesOf(path)) rmSync(copy);
  nameCollections(path, collections);
  return inspected(path);
}

/** What is in a sound database file, which is in one file when it returns. */
function inspected(path: string): SqliteFacts {
  const database = new Database(path, { fileMustExist: true });
  try {
    loadVectorExtension(database);
    database.pragma("journal_mode = delete");
    refuseDamage(database, basename(path));
    return sqliteFacts(database);
  } catch (error) {
    const reason = explained(error, basename(path));
    throw new ArchiveDamaged(reason instanceof Error ? reason.message : String(reason), {
      cause: error,
    });
  } finally {
    database.close();
  }
}

/** A manifest may lie, and so may a copy that was made well of a database that was not. */
export function refuseOtherCounts(
  facts: Pick<SqliteFacts, "counts">,
  manifest: Manifest,
  where: string,
): void {
  const expected = componentOf(manifest, "application")?.counts ?? {};
  const found = countsOf(facts);
  const wrong = Object.keys({ ...expected, ...found }).find(
    (table) => expected[table] !== found[table],
  );
  if (wrong === undefined) return;
  throw new ArchiveDamaged(
    `${where}: has ${found[wrong] ?? "no"} ${wrong}, and the manifest says ${expected[wrong] ?? "none"}`,
  );
}

/** Throws where the database in its place is not the one that was made ready. */
export function refuseOtherDatabase(path: string, ready: SqliteFacts): void {
  const database = new Database(path, { readonly: true, fileMustExist: true });
  try {
    loadVectorExtension(database);
    const found = JSON.stringify(sqliteFacts(database).counts);
    if (found === JSON.stringify(ready.counts)) return;
  } finally {
    database.close();
  }
  throw new Error(`${path}: is not what was restored; the old database stays`);
}
