import { sql } from "kysely";
import type { Settings } from "../../settings.ts";
import { StoreUnavailable } from "../../store/unavailable.ts";
import { administratorsDatabase, ownerOf } from "../components/application/postgres-dump.ts";
import { postgresFacts, tablesOf } from "../components/application/postgres-facts.ts";
import type { RestorePlan } from "./plan.ts";

/** What is in the PostgreSQL that the settings name. Throws where it cannot be asked. */
export async function postgresTarget({
  database,
}: Settings): Promise<Pick<RestorePlan, "place" | "current">> {
  if (database === undefined) throw new Error("DATABASE_HOST: missing");
  const place = `${database.host}:${database.port}, database ${database.name}`;
  const db = administratorsDatabase(database, ownerOf(database));
  try {
    if ((await tablesOf(db, "core")).length === 0) return { place, current: undefined };
    const { counts } = await postgresFacts(db);
    const { conversations: sessions = 0, messages = 0, auth_api_keys: keys = 0 } = counts;
    return { place, current: sessions + keys === 0 ? undefined : { sessions, messages } };
  } catch (error) {
    if (error instanceof StoreUnavailable) throw error;
    return { place, current: { sessions: undefined, messages: undefined } };
  } finally {
    await db.destroy();
  }
}

/** Connections of this program to the database, whatever they do. */
export async function usersOf({ database }: Settings, applicationName: string): Promise<number> {
  if (database === undefined) return 0;
  const db = administratorsDatabase(database, ownerOf(database));
  try {
    const { rows } = await sql<{ users: number }>`
      select count(*) as users from pg_stat_activity
      where datname = current_database() and application_name = ${applicationName}
        and pid <> pg_backend_pid()`.execute(db);
    return rows[0]?.users ?? 0;
  } finally {
    await db.destroy();
  }
}
