import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { describe, expect, test, vi } from "vitest";
import { type TestDatabase, testDatabases } from "../../test/support/postgres/databases.ts";
import { readSettings } from "../settings.ts";
import { postgresMigrations } from "../store/postgres-schema.ts";
import { type MigrateOptions, migrateVerb } from "./migrate.ts";
import { recordedTerminal, startChats, temporaryFolder } from "./testing.ts";

// Each test makes a database.
vi.setConfig({ testTimeout: 60_000 });

const databases = testDatabases();
/** Of all migrations, in the order in which they run. */
const names = Object.keys(postgresMigrations).toSorted();

async function migrate(environment: Record<string, string>, options: Partial<MigrateOptions> = {}) {
  const { terminal, out, err } = recordedTerminal();
  const exitCode = await migrateVerb({ wait: 0, ...options }, readSettings(environment), terminal);
  return { exitCode, out, err };
}

/** Runs a statement with the login that the application serves with. */
async function asApplication({ environment }: TestDatabase, sql: string): Promise<unknown> {
  const client = new pg.Client({
    host: environment.DATABASE_HOST,
    port: Number(environment.DATABASE_PORT),
    database: environment.DATABASE_NAME,
    user: environment.DATABASE_USER,
    password: environment.DATABASE_PASSWORD,
    ssl: environment.DATABASE_TLS === "verify",
  });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

describe("migrate", () => {
  test("says what it does, and a second time what is left to do", async () => {
    const { environment } = await databases.empty();
    const user = environment.DATABASE_USER;
    expect(await migrate(environment)).toEqual({
      exitCode: 0,
      out: [
        ...names.map((name) => `Ran the migration ${name}.`),
        "The extension vector and its table are there.",
        `Made the role ${user}.`,
        `Let ${user} read and write rows, and nothing else.`,
      ],
      err: [],
    });
    expect(await migrate(environment)).toEqual({
      exitCode: 0,
      out: [
        "The tables are up to date.",
        "The extension vector and its table are there.",
        `Set the password of the role ${user}.`,
        `Let ${user} read and write rows, and nothing else.`,
      ],
      err: [],
    });
  });

  test("prints one JSON object when asked, and no password in it", async () => {
    const { environment } = await databases.empty();
    const { out, err } = await migrate(environment, { json: true });
    expect(err).toHaveLength(names.length + 3);
    expect(out).toHaveLength(1);
    const { steps } = JSON.parse(out[0] ?? "");
    expect(steps[0]).toEqual({ kind: "done", text: "Ran the migration 0001-core." });
    expect(steps).toHaveLength(names.length + 3);
    expect(out.join()).not.toContain(environment.DATABASE_PASSWORD);
  });

  test("has nothing to do for the embedded database", async () => {
    expect(await migrate({})).toEqual({
      exitCode: 0,
      out: ["Nothing to do: the embedded database migrates by itself."],
      err: [],
    });
  });

  test("asks for the login of the administrator", async () => {
    const { environment } = await databases.empty();
    const without = { ...environment, DATABASE_ADMIN_USER: "", DATABASE_ADMIN_PASSWORD: "" };
    expect(await migrate(without)).toEqual({
      exitCode: 2,
      out: [],
      err: [
        "DATABASE_ADMIN_USER, DATABASE_ADMIN_PASSWORD: missing; set the login that owns the tables",
      ],
    });
  });

  test("takes turns with others that migrate at the same time", async () => {
    const { environment } = await databases.empty();
    using folder = temporaryFolder();
    const ended = await Promise.all(
      [1, 2, 3].map(() => startChats(["migrate"], folder.path, environment).ended),
    );
    expect(ended.map(({ exitCode, err }) => [exitCode, err])).toEqual(new Array(3).fill([0, ""]));
    const ran = ended.map(({ out }) => out.includes("Ran the migration 0001-core."));
    expect(ran.toSorted()).toEqual([false, false, true]);
  });

  test("leaves tables alone that a newer version has migrated", async () => {
    const database = await databases.empty();
    await migrate(database.environment);
    const later = "insert into core.kysely_migration values ('0009-later', '2030-01-01')";
    await databases.query(database, later);
    const { exitCode, out } = await migrate(database.environment);
    expect(exitCode).toBe(0);
    expect(out[0]).toBe("The tables are of a newer version (0009-later) and stay as they are.");
  });

  test("gives the role the password that the settings have now", async () => {
    const database = await databases.empty();
    await migrate(database.environment);
    const changed = { ...database.environment, DATABASE_PASSWORD: "it's a \\ new $1 password" };
    await migrate(changed);
    expect(await asApplication({ ...database, environment: changed }, "select 1 as one")).toEqual([
      { one: 1 },
    ]);
    await expect(asApplication(database, "select 1")).rejects.toMatchObject({ code: "28P01" });
  });

  test("shows the server and its log neither password", async ({ skip }) => {
    if (databases.ownServer === undefined) return skip("the log of a real server is not at hand");
    const { environment } = await databases.empty();
    const logBefore = databases.ownServer.log();
    await migrate(environment);
    const log = () => databases.ownServer?.log().slice(logBefore.length);
    const statement = `create role "${environment.DATABASE_USER}" login password 'SCRAM-SHA-256$4096:`;
    await vi.waitFor(() => expect(log()).toContain(statement));
    expect(log()).not.toContain(environment.DATABASE_PASSWORD);
    expect(log()).not.toContain(environment.DATABASE_ADMIN_PASSWORD);
  });

  test("goes on without vectors where the extension is not allowed", async ({ skip }) => {
    if (databases.ownServer === undefined) return skip("a real server allows the extension");
    const database = await databases.empty();
    await databases.query(database, "drop extension vector");
    const { exitCode, out, err } = await migrate(database.environment);
    expect(exitCode).toBe(0);
    expect(err).toEqual([
      "The extension vector cannot be had (42501), so the search by meaning stays away; " +
        "allow it (on Azure: parameter azure.extensions) and run migrate again.",
    ]);
    expect(out).toContain(`Made the role ${database.environment.DATABASE_USER}.`);

    await databases.query(database, "create extension vector");
    expect((await migrate(database.environment)).out).toContain(
      "The extension vector and its table are there.",
    );
  });

  test("takes no role for its own that has rights beside its login", async () => {
    const database = await databases.empty();
    const user = database.environment.DATABASE_USER;
    await databases.query(database, `create role ${user} login createdb password 'theirs'`);
    const problem = `DATABASE_USER: a role with rights of its own, got "${user}"; `;
    await expect(migrate(database.environment)).rejects.toThrow(problem);
    await databases.query(database, `alter role ${user} nocreatedb; grant pg_monitor to ${user}`);
    await expect(migrate(database.environment)).rejects.toThrow(problem);
  });

  test("takes no password that two sides could spell differently", async () => {
    const { environment } = await databases.empty();
    await expect(migrate({ ...environment, DATABASE_PASSWORD: "pässword" })).rejects.toThrow(
      "DATABASE_PASSWORD: has characters beyond ASCII; use letters, digits and punctuation",
    );
  });

  test("does not wait where waiting cannot help", async () => {
    const { environment } = await databases.empty();
    const wrong = { ...environment, DATABASE_ADMIN_PASSWORD: "wrong" };
    await expect(migrate(wrong, { wait: 30 })).rejects.toThrow(
      "The database refuses this user and password (28P01).",
    );
  });

  test("waits for a server that is not up yet, and no longer than told", async ({ skip }) => {
    const { ownServer } = databases;
    if (ownServer === undefined) return skip("a real server is not stopped");
    const { environment } = await databases.empty();
    const place = `${environment.DATABASE_HOST}:${environment.DATABASE_PORT}`;
    await ownServer.stop();
    try {
      await expect(migrate(environment)).rejects.toThrow(
        "The database cannot be reached (ECONNREFUSED).",
      );
      const waiting = migrate(environment, { wait: 50 });
      await wait(1_500);
      await ownServer.start();
      const { exitCode, out, err } = await waiting;
      expect([exitCode, out[0]]).toEqual([0, "Ran the migration 0001-core."]);
      expect(err[0]).toBe(`Waiting for ${place}. The database cannot be reached (ECONNREFUSED).`);
      expect(err.filter((line) => line.includes("ECONNREFUSED"))).toHaveLength(1);
    } finally {
      await ownServer.start();
    }
  });
});

describe("the role that migrate makes", () => {
  test.each([
    ["make a table", "create table core.mine ()"],
    ["make a table in public", "create table mine ()"],
    ["make a temporary table", "create temporary table mine ()"],
    ["make a schema", "create schema mine"],
    ["change a table", "alter table core.messages add column mine text"],
    ["drop a table", "drop table core.messages"],
    ["empty a table at once", "truncate core.messages"],
    ["make an index", "create index on core.messages (text)"],
    ["pretend a migration", "insert into core.kysely_migration values ('0009-later', '')"],
    ["read passwords", "select * from pg_authid"],
    ["read files of the server", "select pg_read_file('postgresql.conf')"],
    ["run programs", "copy (select 1) to program 'true'"],
    ["make a role", "create role mine"],
  ])("cannot %s", async (_, statement) => {
    const database = await migrated();
    await expect(asApplication(database, statement)).rejects.toMatchObject({ code: "42501" });
  });

  test("cannot become another, and not log in as one", async () => {
    const database = await migrated();
    const { name, environment } = database;
    const become = `set role ${pg.escapeIdentifier(environment.DATABASE_ADMIN_USER)}`;
    await expect(asApplication(database, become)).rejects.toMatchObject({ code: "42501" });
    const other = { ...environment, DATABASE_USER: environment.DATABASE_ADMIN_USER };
    await expect(asApplication({ name, environment: other }, "select 1")).rejects.toMatchObject({
      code: "28P01",
    });
  });

  test("reads and writes rows, of tables that come later as well", async () => {
    const database = await migrated();
    const { DATABASE_ADMIN_USER } = database.environment;
    await databases.query(
      database,
      `set role ${pg.escapeIdentifier(DATABASE_ADMIN_USER)};
       create table core.later (id serial, note text)`,
    );
    await asApplication(database, "insert into core.later (note) values ('a')");
    await asApplication(database, "update core.later set note = 'b'");
    expect(await asApplication(database, "select * from core.later")).toEqual([
      { id: 1, note: "b" },
    ]);
    await asApplication(database, "delete from core.later");
    expect(await asApplication(database, "show statement_timeout")).toEqual([
      { statement_timeout: "30s" },
    ]);
  });

  test("owns nothing: the tables are the administrator's", async () => {
    const database = await migrated();
    const owners = await databases.query(
      database,
      `select distinct tableowner as owner from pg_tables where schemaname = 'core'`,
    );
    expect(owners).toEqual([{ owner: database.environment.DATABASE_ADMIN_USER }]);
  });

  async function migrated(): Promise<TestDatabase> {
    const database = await databases.empty();
    await migrate(database.environment);
    return database;
  }
});
