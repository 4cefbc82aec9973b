import { type DatabaseSettings, readSettings } from "../../../app/settings.ts";
import { migratePostgres } from "../../../app/store/postgres-migrate.ts";
import { jsonLog } from "../../../app/telemetry/log.ts";
import type { TestDatabase, TestDatabases } from "./databases.ts";

/** Gives a new database each time that the application has migrated. */
export function migratedDatabases(databases: TestDatabases): () => Promise<TestDatabase> {
  let template: Promise<TestDatabase> | undefined;
  const makeTemplate = async () => {
    const database = await databases.empty();
    const settings = databaseSettings(database);
    if (settings.administrator === undefined) throw new Error("a test database has both logins");
    await migratePostgres(settings, settings.administrator, jsonLog("silent"), () => {});
    return database;
  };
  return async () => {
    template ??= makeTemplate();
    return databases.copyOf(await template);
  };
}

/** As the application reads them from its environment. */
export function databaseSettings({ environment }: TestDatabase): DatabaseSettings {
  const { database } = readSettings(environment);
  if (database === undefined) throw new Error("a test database has a host");
  return database;
}
