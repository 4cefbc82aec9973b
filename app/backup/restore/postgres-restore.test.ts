import { chmodSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { binaryFolder, postgresBinaries } from "../../../test/support/postgres/binaries.ts";
import { type TestDatabase, testDatabases } from "../../../test/support/postgres/databases.ts";
import { databaseSettings, migratedDatabases } from "../../../test/support/postgres/migrated.ts";
import { temporaryFolder } from "../../commands/testing.ts";
import { openPostgresStore } from "../../store/postgres.ts";
import { messagesPerChat } from "../../store/test-import.ts";
import { jsonLog } from "../../telemetry/log.ts";
import { installation } from "../testing.ts";

const databases = testDatabases();
const migrated = migratedDatabases(databases);

async function installationOn({ environment }: TestDatabase, others: Record<string, string> = {}) {
  const programs = join(await postgresBinaries(), binaryFolder);
  return installation({ ...environment, CHATS_PG_BIN: programs, ...others });
}

/** Schemas of the database with what is left of old ones. */
async function schemasOf(database: TestDatabase): Promise<string[]> {
  const rows = await databases.query<{ name: string }>(
    database,
    "select nspname as name from pg_namespace where nspname ~ '^(core|auth)' order by 1",
  );
  return rows.map(({ name }) => name);
}

async function source() {
  const database = await migrated();
  const place = await installationOn(database);
  await place.import(2);
  expect(await place.backup()).toMatchObject({ code: 0 });
  return { database, place, archive: place.archive() };
}

test("chats, vectors and keys of a PostgreSQL are restored into an empty one", async () => {
  const { archive } = await source();
  const database = await databases.empty();
  const target = await installationOn(database);
  const { code, err } = await target.restore(archive);
  expect({ code, err }).toEqual({ code: 0, err: [] });
  expect(await target.sessions()).toEqual(["vscode:chat-0", "vscode:chat-1"]);
  expect(await target.import(2)).toMatchObject({ sessionsAdded: 0, messagesEmbedded: 0 });
  expect(await schemasOf(database)).toEqual(["auth", "core"]);
  await target.withStore(async ({ store, maintenance }) => {
    expect((await store.searchText("question", 5)).length).toBeGreaterThan(0);
    expect((await store.counts()).messages).toBe(2 * messagesPerChat);
    expect(await maintenance.check()).toEqual([]);
  });
});

test("what is there is replaced only when that is asked for, and kept when that is", async () => {
  const { archive } = await source();
  const database = await migrated();
  const target = await installationOn(database);
  await target.import(3);
  expect(await target.restore(archive)).toMatchObject({ code: 4 });
  expect(await target.sessions()).toHaveLength(3);
  expect(await target.restore(archive, { replace: true, yes: true, keepOld: true })).toMatchObject({
    code: 0,
  });
  expect(await target.sessions()).toHaveLength(2);
  expect(await schemasOf(database)).toEqual([
    "auth",
    expect.stringMatching(/^auth_before_\d{8}_\d{6}$/),
    "core",
    expect.stringMatching(/^core_before_\d{8}_\d{6}$/),
  ]);
});

test("a database in use is refused", async () => {
  const { archive } = await source();
  const database = await migrated();
  const target = await installationOn(database);
  const serving = openPostgresStore(databaseSettings(database), { log: jsonLog("silent") });
  await serving.store.counts();
  const { code, err } = await target.restore(archive, { replace: true, yes: true });
  await serving.store.close();
  expect(code).toBe(4);
  expect(err.join()).toContain(
    "DATABASE_NAME: the database is in use by 1 connections of chat-app",
  );
});

/** PostgreSQL's programs, of which `name` runs `script` first. */
async function meddlingPrograms(name: string, script: string): Promise<string> {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const real = join(await postgresBinaries(), binaryFolder);
  for (const program of ["pg_dump", "pg_dumpall", "pg_restore", "psql"]) {
    const first = program === name ? script : "";
    writeFileSync(
      join(folder.path, program),
      `#!/bin/sh\n${first}\nexec ${real}/${program} "$@"\n`,
    );
    chmodSync(join(folder.path, program), 0o700);
  }
  return folder.path;
}

test("who asks while it loads waits, and finds all of it in the new tables", async () => {
  const { archive } = await source();
  const database = await migrated();
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const loaded = join(folder.path, "loaded");
  const target = await installationOn(database, {
    CHATS_PG_BIN: await meddlingPrograms(
      "psql",
      `for file in "$@"; do case $file in --file=*after.sql)
         printf '\\n%s\\n' '\\! touch ${loaded}' 'select pg_sleep(1);' >> \${file#--file=};;
       esac; done`,
    ),
  });
  await target.import(3);
  const restored = target.restore(archive, { replace: true, yes: true });
  await expect.poll(() => existsSync(loaded), { timeout: 20_000 }).toBe(true);
  const { sessions, messages } = await target.withStore(({ store }) => store.counts());
  expect({ sessions, messages }).toEqual({ sessions: 2, messages: 2 * messagesPerChat });
  expect(await restored).toMatchObject({ code: 0 });
});

test.each([
  ["a load that fails half-way", "psql", "exec >&2; echo 'server closed the connection'; exit 3"],
  [
    "rows that were lost on the way",
    "psql",
    `for file in "$@"; do case $file in --file=*core.sql)
       sed -i '/^COPY core.usage /,/^\\\\\\.$/d; /^COPY core.messages /,/^\\\\\\.$/{/^2\\t/d}' \${file#--file=};;
     esac; done`,
  ],
])("%s leaves the old database as it was", async (_, program, script) => {
  const { archive } = await source();
  const database = await migrated();
  const target = await installationOn(database, {
    CHATS_PG_BIN: await meddlingPrograms(program, script),
  });
  await target.import(3);
  const { code, err } = await target.restore(archive, { replace: true, yes: true });
  expect(code).toBe(1);
  expect(err.join()).toMatch(/server closed|violates foreign key|manifest says/);
  expect(await target.sessions()).toHaveLength(3);
  expect(await schemasOf(database)).toEqual(["auth", "core"]);
});

test("an archive of the embedded database is not for a PostgreSQL, nor the other way round", async () => {
  const embedded = installation();
  await embedded.import(1);
  await embedded.backup();
  const { database, place, archive } = await source();
  expect(await place.restore(embedded.archive(), { replace: true, yes: true })).toMatchObject({
    code: 4,
  });
  expect(await embedded.restore(archive, { replace: true, yes: true })).toMatchObject({ code: 4 });
  expect(await embedded.restore(archive, { session: ["vscode:chat-0"] })).toMatchObject({
    code: 4,
    err: [expect.stringContaining("--session: ")],
  });
  expect(await schemasOf(database)).toEqual(["auth", "core"]);
});
