import { describe, onTestFinished, vi } from "vitest";
import { testDatabases } from "../../test/support/postgres/databases.ts";
import { databaseSettings, migratedDatabases } from "../../test/support/postgres/migrated.ts";
import { openPostgresDatabase } from "../store/postgres.ts";
import { temporaryDatabase } from "../store/test-database.ts";
import { jsonLog } from "../telemetry/log.ts";
import { isolationContract } from "./isolation-contract.ts";

// It asks some thousand times.
vi.setConfig({ testTimeout: 60_000 });

isolationContract("a team over a SQLite file", temporaryDatabase);

describe("on a server", () => {
  const migrated = migratedDatabases(testDatabases());

  isolationContract("a team over PostgreSQL", async () => {
    const settings = databaseSettings(await migrated());
    const database = openPostgresDatabase(settings, jsonLog("silent"));
    onTestFinished(() => database.close());
    return database;
  });
});
