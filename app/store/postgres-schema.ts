import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";
import { executedMigrations } from "./migrate.ts";
import { migrations } from "./migrations/migrations.ts";
import { createFullText } from "./postgres-full-text.ts";
import { countIndexChanges } from "./postgres-index-changes.ts";

/** Every schema that has tables. */
export const schemas = ["core", "auth"] as const;

/** Where it is noted which migrations have run. */
export const migrationSchema = "core";

export const postgresMigrations: Record<string, Migration> = {
  ...migrations({
    identity: (column) => column.primaryKey().generatedAlwaysAsIdentity(),
    bytewiseText: sql`text collate "C"`,
    hasSchemas: true,
  }),
  "0001-postgres-full-text": createFullText,
  "0008-postgres-index-changes": countIndexChanges,
};

/** How the database stands to this program, by the names of migrations. */
export interface SchemaState {
  /** Known here, not run there. */
  missing: string[];
  /** Run there by a newer version, whose changes this one can live with. */
  unknown: string[];
}

export async function schemaState<Tables>(db: Kysely<Tables>): Promise<SchemaState> {
  const executed = (await wasEverMigrated(db)) ? await executedMigrations(db, migrationSchema) : [];
  return {
    missing: Object.keys(postgresMigrations).filter((name) => !executed.includes(name)),
    unknown: executed.filter((name) => !(name in postgresMigrations)),
  };
}

async function wasEverMigrated<Tables>(db: Kysely<Tables>): Promise<boolean> {
  const { rows } = await sql<{ there: boolean }>`
    select to_regclass(${`${migrationSchema}.kysely_migration`}) is not null as there`.execute(db);
  return rows[0]?.there === true;
}
