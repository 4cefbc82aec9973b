import { Kysely, PostgresDialect, sql } from "kysely";
import type { DatabaseLogin, DatabaseSettings } from "../settings.ts";
import type { WarningLog } from "../telemetry/log.ts";
import { createVectors } from "../vectors/pgvector.ts";
import { migrate } from "./migrate.ts";
import { postgresPool } from "./postgres-connection.ts";
import { grantRows, putRole } from "./postgres-roles.ts";
import { migrationSchema, postgresMigrations, schemaState } from "./postgres-schema.ts";
import { StoreUnavailable } from "./unavailable.ts";

/** One thing that was done, or a warning about one that was not; a sentence. */
export interface MigrationStep {
  kind: "done" | "warning";
  text: string;
}

/**
 * Makes the database what this program needs: tables, owned by `administrator`, vectors, and the
 * role that serves. Several at once take turns. Does nothing that is done already, and leaves a
 * database alone that a newer version has migrated. Throws `StoreUnavailable` while it is away.
 */
export async function migratePostgres(
  database: DatabaseSettings,
  administrator: DatabaseLogin,
  log: WarningLog,
  onStep: (step: MigrationStep) => void,
): Promise<void> {
  // An index over all chats takes as long as it takes.
  const pool = postgresPool(database, administrator, log, { statementTimeoutMs: 0 });
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  const done = (text: string) => onStep({ kind: "done", text });
  try {
    await alone(db, async () => {
      await migrateTables(db, database.name, done);
      await prepareVectors(db, onStep);
      const { user } = database.login;
      const isNew = await putRole(db, database.login);
      done(`${isNew ? "Made the role" : "Set the password of the role"} ${user}.`);
      await grantRows(db, user);
      done(`Let ${user} read and write rows, and nothing else.`);
    });
  } finally {
    await db.destroy();
  }
}

/** Any number, as long as nothing else in the database takes it: "chats" in ASCII. */
const lockId = 0x63_68_61_74_73;

/** The lock is its connection's, so that the end of the connections, or of the process, frees it. */
function alone(db: Kysely<unknown>, step: () => Promise<void>): Promise<void> {
  return db.connection().execute(async (locked) => {
    await sql`select pg_advisory_lock(${sql.lit(lockId)})`.execute(locked);
    await step();
  });
}

async function migrateTables(
  db: Kysely<unknown>,
  place: string,
  done: (text: string) => void,
): Promise<void> {
  const { missing, unknown } = await schemaState(db);
  if (missing.length === 0) {
    done(
      unknown.length === 0
        ? "The tables are up to date."
        : `The tables are of a newer version (${unknown.join(", ")}) and stay as they are.`,
    );
    return;
  }
  const ran = await migrate(db, postgresMigrations, { place, schema: migrationSchema });
  for (const name of ran) done(`Ran the migration ${name}.`);
}

async function prepareVectors(
  db: Kysely<unknown>,
  onStep: (step: MigrationStep) => void,
): Promise<void> {
  try {
    await sql`create extension if not exists vector`.execute(db);
  } catch (error) {
    if (error instanceof StoreUnavailable) throw error;
    const code = error instanceof Error && "code" in error ? ` (${error.code})` : "";
    onStep({
      kind: "warning",
      text:
        `The extension vector cannot be had${code}, so the search by meaning stays away; ` +
        "allow it (on Azure: parameter azure.extensions) and run migrate again.",
    });
    return;
  }
  await createVectors(db);
  onStep({ kind: "done", text: "The extension vector and its table are there." });
}
