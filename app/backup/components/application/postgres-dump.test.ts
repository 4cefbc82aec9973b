import { chmodSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { binaryFolder, postgresBinaries } from "../../../../test/support/postgres/binaries.ts";
import { testDatabases } from "../../../../test/support/postgres/databases.ts";
import { databaseSettings, migratedDatabases } from "../../../../test/support/postgres/migrated.ts";
import { temporaryFolder } from "../../../commands/testing.ts";
import { openPostgresStore } from "../../../store/postgres.ts";
import { importInto, messagesPerChat } from "../../../store/test-import.ts";
import { jsonLog } from "../../../telemetry/log.ts";
import { hashedNgrams } from "../../../vectors/hashed-ngrams.ts";
import { dumpPostgres } from "./postgres-dump.ts";

const databases = testDatabases();
const migrated = migratedDatabases(databases);

async function scene() {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const database = await migrated();
  const settings = databaseSettings(database);
  const programs = join(await postgresBinaries(), binaryFolder);
  return { into: folder.path, database, settings, programs };
}

/** A folder with a program of this name that does what `script` says. */
function fakeProgram(folder: string, name: string, script: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o700);
  return folder;
}

test("a dump has every schema at one moment, private, and no password", async () => {
  const { into, database, settings, programs } = await scene();
  const opened = openPostgresStore(settings, { log: jsonLog("silent") });
  await importInto(opened, 2);
  await opened.store.close();
  const before = process.umask(0);
  const dump = await dumpPostgres(settings, into, { programs }).finally(() =>
    process.umask(before),
  );
  expect(dump.serverVersion).toMatch(/^16\.\d+$/);
  expect(dump.files).toEqual(["core.dump", "auth.dump", "roles.sql"]);
  expect(dump.facts.counts).toMatchObject({
    conversations: 2,
    messages: 2 * messagesPerChat,
    auth_api_keys: 0,
  });
  expect(dump.facts.generations).toEqual([
    expect.objectContaining({
      name: hashedNgrams.generation,
      vectors: 2 * messagesPerChat,
      vectorsInside: 2 * messagesPerChat,
    }),
  ]);
  for (const file of dump.files) {
    const path = join(into, file);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const content = readFileSync(path, "latin1");
    expect(content).not.toContain(database.environment.DATABASE_PASSWORD);
    expect(content).not.toMatch(/SCRAM-SHA-256\$/);
  }
  expect(readFileSync(join(into, "roles.sql"), "utf8")).toContain(
    database.environment.DATABASE_USER,
  );
});

test("a dump by an older program, of a failing one, or an empty one is no backup", async () => {
  const { into, settings } = await scene();
  const older = fakeProgram(into, "pg_dump", "echo 'pg_dump (PostgreSQL) 15.9'");
  await expect(dumpPostgres(settings, into, { programs: older })).rejects.toThrow(
    new Error(
      "pg_dump: is of PostgreSQL 15, and the server of 16; install that version, or name its " +
        "folder in CHATS_PG_BIN",
    ),
  );
  const version = `[ "$1" = --version ] && echo 'pg_dump (PostgreSQL) 16.9' && exit`;
  fakeProgram(into, "pg_dump", `${version}\nprintf half; echo 'server closed' >&2; exit 1`);
  await expect(dumpPostgres(settings, into, { programs: into })).rejects.toThrow(
    new Error("pg_dump: server closed"),
  );
});

test("an empty dump that says it went well is no backup", async () => {
  const { into, settings } = await scene();
  fakeProgram(into, "pg_dump", "[ $1 = --version ] && echo 'pg_dump (PostgreSQL) 16.9'; exit 0");
  await expect(dumpPostgres(settings, into, { programs: into })).rejects.toThrow(
    "pg_dump: the dump of core lacks conversation_paths, conversation_usage, conversations,",
  );
});

test("without the programs, or without the login that owns the tables, it says what to do", async () => {
  const { into, settings } = await scene();
  await expect(dumpPostgres(settings, into, { programs: into })).rejects.toThrow(
    "pg_dump: there is no such program; install PostgreSQL's client, or name its folder in CHATS_PG_BIN",
  );
  const served = { ...settings, administrator: undefined };
  await expect(dumpPostgres(served, into, { programs: into })).rejects.toThrow(
    "DATABASE_ADMIN_USER: missing; a backup of PostgreSQL takes the login that owns the tables",
  );
});
