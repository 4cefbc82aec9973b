import { Kysely, PostgresDialect, sql } from "kysely";
import { localOwner } from "../access/owner.ts";
import { legLimitsMs } from "../search/guards.ts";
import type { DatabaseSettings } from "../settings.ts";
import type { WarningLog } from "../telemetry/log.ts";
import { pgVectors } from "../vectors/pgvector.ts";
import type { VectorsOf } from "../vectors/ports.ts";
import type { Engine } from "./engine.ts";
import { readFigures } from "./figures.ts";
import { indexGeneration } from "./index-generation.ts";
import { sqlIngests } from "./ingests.ts";
import { sqlKeys } from "./keys.ts";
import { sqlMaintenance } from "./maintenance.ts";
import { sqlSnapshots } from "./metric-snapshots.ts";
import type { OpenedDatabase, OpenedStore } from "./open.ts";
import { owners } from "./owners.ts";
import { perOwner } from "./per-owner.ts";
import { postgresPool } from "./postgres-connection.ts";
import { notMigratedReason } from "./postgres-errors.ts";
import { postgresFullText } from "./postgres-full-text.ts";
import { postgresInserts } from "./postgres-inserts.ts";
import { schemaState } from "./postgres-schema.ts";
import { checkIndexes, vacuumTables } from "./postgres-upkeep.ts";
import { searchReads } from "./search-reads.ts";
import { sqlRecords } from "./session-records.ts";
import { sqlStore } from "./sql-store.ts";
import type { Database } from "./tables.ts";

/**
 * The chats in a PostgreSQL that `migrate` has made ready. It connects when it is first used, and
 * again whenever a connection is lost, which `log` hears of; until then everything fails with
 * `StoreUnavailable`. Vectors are kept in it too, unless `vectorsOf` keeps them elsewhere.
 */
export function openPostgresDatabase(
  database: DatabaseSettings,
  log: WarningLog,
  vectorsOf: VectorsOf = pgVectors,
): OpenedDatabase {
  const pool = postgresPool(database, database.login, log);
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  const engine = postgresEngine(database, log);
  const limit = { statementTimeoutMs: searchTimeoutMs };
  const searchPool = postgresPool(database, database.login, log, limit);
  const searched = new Kysely<Database>({ dialect: new PostgresDialect({ pool: searchPool }) });
  return {
    forOwner: perOwner((owner) => ({
      store: sqlStore(db, engine, owner),
      vectors: vectorsOf(db, owner),
      records: sqlRecords(db, engine, owner),
      maintenance: sqlMaintenance(db, engine, owner),
      ingests: sqlIngests(db, owner),
    })),
    forSearch: perOwner((owner) => ({
      store: searchReads(searched, engine.textIndex, owner),
      vectors: vectorsOf(searched, owner),
    })),
    owners: () => owners(db),
    keys: sqlKeys(db),
    indexGeneration: () => indexGeneration(db),
    // One connection, so that the others are left to those who wait for an answer.
    figures: () => db.connection().execute((one) => readFigures(one, engine.databaseBytes)),
    snapshots: sqlSnapshots(db),
    async close() {
      await Promise.all([db.destroy(), searched.destroy()]);
    },
  };
}

/** By then nobody waits for a search any more. */
const searchTimeoutMs = legLimitsMs.text;

/** What one owner, `local` if none is named, has in the database of `openPostgresDatabase`. */
export function openPostgresStore(
  database: DatabaseSettings,
  { log, owner = localOwner }: { log: WarningLog; owner?: string },
): OpenedStore {
  return openPostgresDatabase(database, log).forOwner(owner);
}

function postgresEngine(database: DatabaseSettings, log: WarningLog): Engine {
  let newerIsTold = false;
  return {
    textIndex: postgresFullText,
    hasOneWriter: false,
    inserts: postgresInserts,
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
    // Autovacuum does it, and the login that serves may not.
    async noteRedaction() {},
    async eraseRedacted() {},
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
