import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { runBackup } from "../../../app/backup/backup.ts";
import { temporaryFolder } from "../../../app/commands/testing.ts";
import { readSettings } from "../../../app/settings.ts";
import { openPostgresStore } from "../../../app/store/postgres.ts";
import { importInto, messagesPerChat } from "../../../app/store/test-import.ts";
import { jsonLog } from "../../../app/telemetry/log.ts";
import { binaryFolder, postgresBinaries } from "../../support/postgres/binaries.ts";
import { type TestDatabase, testDatabases } from "../../support/postgres/databases.ts";
import { databaseSettings, migratedDatabases } from "../../support/postgres/migrated.ts";

const databases = testDatabases();
const migrated = migratedDatabases(databases);
const restorer = join(import.meta.dirname, "restorer.ts");

async function environmentOf(database: TestDatabase) {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  return {
    ...database.environment,
    PATH: process.env.PATH ?? "",
    CHATS_DATA_DIRECTORY: folder.path,
    CHATS_PG_BIN: join(await postgresBinaries(), binaryFolder),
  };
}

async function filled(chats: number): Promise<TestDatabase> {
  const database = await migrated();
  const opened = openPostgresStore(databaseSettings(database), { log: jsonLog("silent") });
  await importInto(opened, chats);
  await opened.store.close();
  return database;
}

/** Sessions of a database whose tables and indexes are sound. */
async function wholeSessions(database: TestDatabase): Promise<number> {
  const opened = openPostgresStore(databaseSettings(database), { log: jsonLog("silent") });
  const { sessions, messages } = await opened.store.counts();
  expect(messages).toBe(sessions * messagesPerChat);
  expect(await opened.maintenance.check()).toEqual([]);
  await opened.store.close();
  return sessions;
}

test.each([0, 40, 80, 120, 160, 240])(
  "killed %i ms after it began to load, a PostgreSQL is as it was or as it is to be",
  async (delayMs) => {
    const source = await filled(2);
    const from = await environmentOf(source);
    const { path } = await runBackup({ type: "full" }, readSettings(from), { environment: {} });
    const database = await filled(3);
    const environment = await environmentOf(database);
    const child = spawn(process.execPath, [restorer, path, "0"], { env: environment });
    const closed = once(child, "close");
    let said = "";
    for await (const chunk of child.stdout) {
      said += chunk;
      if (said.includes("swapping")) break;
    }
    await wait(delayMs);
    child.kill("SIGKILL");
    await closed;
    expect([2, 3]).toContain(await wholeSessions(database));
    // Not in one step: who waits for a process so reads nothing of what the server logs.
    const again = spawn(process.execPath, [restorer, path, "0"], { env: environment });
    expect(await text(again.stderr)).toBe("");
    expect(await wholeSessions(database)).toBe(2);
    const left = await databases.query(
      database,
      "select nspname from pg_namespace where nspname like '%before%'",
    );
    expect(left).toEqual([]);
  },
);
