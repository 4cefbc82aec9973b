import { Kysely, PostgresDialect, sql } from "kysely";
import type { DatabaseSettings } from "../settings.ts";
import type { WarningLog } from "../telemetry/log.ts";
import { pgVectors } from "../vectors/pgvector.ts";
import type { Engine } from "./engine.ts";
import { sqlMaintenance } from "./maintenance.ts";
import type { OpenedStore } from "./open.ts";
import { postgresPool } from "./postgres-connection.ts";
import { notMigratedReason } from "./postgres-errors.ts";
import { postgresFullText } from "./postgres-full-text.ts";
import { schemaState } from "./postgres-schema.ts";
import { checkIndexes, vacuumTables } from "./postgres-upkeep.ts";
import { sqlRecords } from "./session-records.ts";
import { sqlStore } from "./sql-store.ts";
import type { Database } from "./tables.ts";

export interface PostgresStoreOptions {
  /** Hears of connections that were lost. */
  log: WarningLog;
  /** Whose chats it holds; default `local`. */
  owner?: string;
}

/**
 * The chats in a PostgreSQL that `migrate` has made ready. It connects when it is first used, and
 * again whenever a connection is lost; until then everything fails with `StoreUnavailable`.
 */
export function openPostgresStore(
  database: DatabaseSettings,
  { log, owner = "local" }: PostgresStoreOptions,
): OpenedStore {
  const pool = postgresPool(database, database.login, log);
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  const engine = postgresEngine(database, log);
  return {
    store: sqlStore(db, engine, owner),
    vectors: pgVectors(db, owner),
    records: sqlRecords(db, engine, owner),
    maintenance: sqlMaintenance(db, engine, owner),
  };
}

function postgresEngine(database: DatabaseSettings, log: WarningLog): Engine {
  let newerIsTold = false;
  return {
    textIndex: postgresFullText,
    async databaseBytes(db) {
      const { rows } = await sql<{ bytes: number }>`
        select pg_database_size(current_database()) as bytes`.execute(db);
      return rows[0]?.bytes ?? 0;
    },
    async lockConversation(trx, name) {
      await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(trx);
    },
    check: checkIndexes,
    vacuum: () => vacuumTables(database, log),
    // They go with the rows that say which messages have one.
    async dropStrayVectors() {},
    async schemaProblem(db) {
      const { missing, unknown } = await schemaState(db);
      if (missing.length > 0) return notMigratedReason;
      if (unknown.length > 0 && !newerIsTold) {
        log.warn({ migrations: unknown }, "a newer version has migrated the database");
        newerIsTold = true;
      }
      return undefined;
    },
  };
}
