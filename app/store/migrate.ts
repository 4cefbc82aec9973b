import { type Kysely, sql } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import type { Database } from "./tables.ts";

/** Brings the database up to date; does nothing when it is. `place` names it in errors. */
export async function migrate(
  db: Kysely<Database>,
  migrations: Record<string, Migration>,
  place: string,
): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error, results } = await migrator.migrateToLatest();
  if (error === undefined) return;
  const unknown = (await executedMigrations(db)).filter((name) => !(name in migrations));
  if (unknown.length > 0) {
    throw new Error(
      `${place}: a newer version of this program made it, got the unknown migration ` +
        `${unknown.join(", ")}; use that version or a later one`,
      { cause: error },
    );
  }
  const failed = results?.find((result) => result.status === "Error")?.migrationName;
  const reason = error instanceof Error ? error.message : String(error);
  throw new Error(`${place}: migration ${failed ?? "of the database"} failed: ${reason}`, {
    cause: error,
  });
}

async function executedMigrations(db: Kysely<Database>): Promise<string[]> {
  try {
    const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
    return rows.map((row) => row.name);
  } catch {
    return [];
  }
}
