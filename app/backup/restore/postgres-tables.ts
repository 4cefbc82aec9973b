import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Kysely, sql } from "kysely";
import type { DatabaseSettings, Settings } from "../../settings.ts";
import { sqliteTable } from "../../store/tables.ts";
import { componentOf } from "../archive/manifest.ts";
import {
  administratorsDatabase,
  ownerOf,
  versionOf,
} from "../components/application/postgres-dump.ts";
import { postgresFacts } from "../components/application/postgres-facts.ts";
import { postgresPrograms } from "../components/application/postgres-programs.ts";
import { Refused } from "../exit-codes.ts";
import type { StagedParts } from "./part-kind.ts";
import type { RestorePlan } from "./plan.ts";
import { countCheck, postgresTable } from "./postgres-checks.ts";
import { runAsOne } from "./postgres-script.ts";

/** Rows of these tables in the PostgreSQL that the settings name. Throws where it was never migrated. */
export async function presentPostgresRows(
  names: string[],
  database: DatabaseSettings,
): Promise<number[]> {
  const db = administratorsDatabase(database, ownerOf(database));
  try {
    const { counts } = await postgresFacts(db);
    return names.map((name) => counts[name] ?? 0);
  } finally {
    await db.destroy();
  }
}

/** Puts archived tables in the place of those that are there, in one transaction that counts them. */
export async function bringPostgresTables(
  names: string[],
  { stage, plan }: StagedParts,
  { database, backup }: Settings & { database: DatabaseSettings },
): Promise<void> {
  const login = ownerOf(database);
  const programs = postgresPrograms(backup.postgresPrograms, database, login);
  const db = administratorsDatabase(database, login);
  try {
    await programs.refuseOlder("pg_restore", Number.parseInt(await versionOf(db), 10));
    refuseOtherVersion(plan, (await postgresFacts(db)).migrations);
    const folder = join(stage, "application");
    const before = join(folder, "before.sql");
    const tables = names.map(postgresTable);
    // Others may read the old rows until the new ones are there.
    const clearings = tables.map(
      (table) => `lock table ${table} in exclusive mode; delete from ${table};`,
    );
    writeFileSync(before, clearings.join("\n"), { mode: 0o600 });
    const loads: string[] = [];
    for (const table of tables) {
      const [schema = "", name = ""] = table.split(".");
      const output = join(folder, `${sqliteTable(schema, name)}.sql`);
      const only = ["--data-only", `--schema=${schema}`, `--table=${name}`, "--file=-"];
      await programs.run("pg_restore", [...only, join(folder, `${schema}.dump`)], { output });
      loads.push(output);
    }
    const after = join(folder, "after.sql");
    const { counts = {} } = componentOf(plan.manifest, "application") ?? {};
    const checks = names.map((name) => countCheck(name, counts[name] ?? 0));
    const numbers = await Promise.all(tables.map((table) => nextNumbers(db, table)));
    writeFileSync(after, [...checks, ...numbers.flat()].join("\n"), { mode: 0o600 });
    await runAsOne(programs, [before, ...loads, after]);
  } finally {
    await db.destroy();
  }
}

/** Rows of a dump cannot be migrated by themselves. */
function refuseOtherVersion({ archive, manifest }: RestorePlan, migrations: string[]): void {
  if (componentOf(manifest, "application")?.versions.migrations === migrations.join(",")) return;
  throw new Refused(
    `--table: ${archive} and the database are of two versions of this program; restore application, ` +
      "into another database if need be, or use the version that made the archive",
  );
}

/** Statements after which a new row gets a number that no row has had. */
async function nextNumbers(db: Kysely<unknown>, table: string): Promise<string[]> {
  const { rows } = await sql<{ column: string; sequence: string }>`
    select attname as column, pg_get_serial_sequence(${table}, attname) as sequence
    from pg_attribute
    where attrelid = ${table}::regclass and attnum > 0 and not attisdropped
      and pg_get_serial_sequence(${table}, attname) is not null`.execute(db);
  return rows.map(
    ({ column, sequence }) =>
      `select setval('${sequence}', greatest((select last_value from ${sequence}),
         (select max(${column}) from ${table})));`,
  );
}
