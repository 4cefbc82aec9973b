import { type Kysely, sql } from "kysely";
import { type Migration, Migrator } from "kysely/migration";

export interface MigrateOptions {
  /** Names the database in errors. */
  place: string;
  /** Schema of the migrator's own tables, made when missing; none where the engine has none. */
  schema?: string;
}

/** Brings the database up to date, whoever else does; gives the names of what it ran, in order. */
export async function migrate<Tables>(
  db: Kysely<Tables>,
  migrations: Record<string, Migration>,
  { place, schema }: MigrateOptions,
): Promise<string[]> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => migrations },
    ...(schema !== undefined && { migrationTableSchema: schema }),
  });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error === undefined) return results.map(({ migrationName }) => migrationName);
  const executed = await executedMigrations(db, schema).catch(() => []);
  const unknown = executed.filter((name) => !(name in migrations));
  if (unknown.length > 0) {
    throw new Error(
      `${place}: a newer version of this program made it, got the unknown migration ` +
        `${unknown.join(", ")}; use that version or a later one`,
      { cause: error },
    );
  }
  const failed = results.find((result) => result.status === "Error")?.migrationName;
  const reason = error instanceof Error ? error.message : String(error);
  throw new Error(`${place}: migration ${failed ?? "of the database"} failed: ${reason}`, {
    cause: error,
  });
}

/** Names of the migrations that have run, in order. Throws where none ever did. */
export async function executedMigrations<Tables>(
  db: Kysely<Tables>,
  schema?: string,
): Promise<string[]> {
  const table = sql.table(schema === undefined ? "kysely_migration" : `${schema}.kysely_migration`);
  const { rows } = await sql<{ name: string }>`
    select name from ${table} order by name`.execute(db);
  return rows.map(({ name }) => name);
}
