import { beforeEach, onTestFinished, vi } from "vitest";
import { type TestDatabase, testDatabases } from "../../test/support/postgres/databases.ts";
import { databaseSettings, migratedDatabases } from "../../test/support/postgres/migrated.ts";
import { jsonLog } from "../telemetry/log.ts";
import { databaseContract } from "./database-contract.ts";
import { openPostgresDatabase } from "./postgres.ts";

// Each test makes a database.
vi.setConfig({ testTimeout: 60_000 });

const databases = testDatabases();
const migrated = migratedDatabases(databases);

let database: TestDatabase;
beforeEach(async () => {
  database = await migrated();
});

databaseContract("a PostgreSQL", {
  async open() {
    const opened = openPostgresDatabase(databaseSettings(database), jsonLog("silent"));
    onTestFinished(() => opened.close());
    return opened;
  },
  async run(statement) {
    await databases.query(database, statement);
  },
});
