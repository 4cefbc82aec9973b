import { Kysely, PostgresDialect } from "kysely";
import { onTestFinished, vi } from "vitest";
import { testDatabases } from "../../test/support/postgres/databases.ts";
import { databaseSettings } from "../../test/support/postgres/migrated.ts";
import { jsonLog } from "../telemetry/log.ts";
import { migrate } from "./migrate.ts";
import { type AnyVersion, migrationContract } from "./migration-contract.ts";
import { openPostgresStore } from "./postgres.ts";
import { postgresPool } from "./postgres-connection.ts";
import { postgresFullText } from "./postgres-full-text.ts";
import { migratePostgres } from "./postgres-migrate.ts";
import { migrationSchema, postgresMigrations } from "./postgres-schema.ts";

// Each test makes a database and a role.
vi.setConfig({ testTimeout: 60_000 });

const databases = testDatabases();
const log = jsonLog("silent");

migrationContract("a PostgreSQL", postgresMigrations, postgresFullText, async (ran) => {
  const settings = databaseSettings(await databases.empty());
  const administrator = settings.administrator ?? settings.login;
  const pool = postgresPool(settings, administrator, log);
  const db = new Kysely<AnyVersion>({ dialect: new PostgresDialect({ pool }) });
  onTestFinished(() => db.destroy());
  const chosen = Object.entries(postgresMigrations).filter(([name]) => ran.includes(name));
  await migrate(db, Object.fromEntries(chosen), { place: "test", schema: migrationSchema });
  return {
    db,
    async upgrade() {
      await migratePostgres(settings, administrator, log, () => {});
      return openPostgresStore(settings, { log });
    },
  };
});
