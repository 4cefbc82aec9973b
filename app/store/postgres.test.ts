import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { testDatabases } from "../../test/support/postgres/databases.ts";
import { databaseSettings, migratedDatabases } from "../../test/support/postgres/migrated.ts";
import { jsonLog } from "../telemetry/log.ts";
import { keyContract } from "./key-contract.ts";
import { ownerContract } from "./owner-contract.ts";
import { openPostgresDatabase, openPostgresStore } from "./postgres.ts";
import { storeContract } from "./store-contract.ts";
import { chat, prompt, readState, sourceFile } from "./test-chats.ts";
import { StoreUnavailable } from "./unavailable.ts";

// Each test makes a database, and the property tests make many.
vi.setConfig({ testTimeout: 60_000 });

const databases = testDatabases();
const migrated = migratedDatabases(databases);
const silent = jsonLog("silent");

storeContract("a store in PostgreSQL", async () => {
  const settings = databaseSettings(await migrated());
  return openPostgresStore(settings, { log: silent });
});

ownerContract("two owners in PostgreSQL", async () => {
  const settings = databaseSettings(await migrated());
  return {
    ada: openPostgresStore(settings, { log: silent, owner: "ada" }),
    grace: openPostgresStore(settings, { log: silent, owner: "grace" }),
  };
});

keyContract("API keys in PostgreSQL", async () =>
  openPostgresDatabase(databaseSettings(await migrated()), silent),
);

/** A store on a new database, and what it logs; closed when the test is over. */
async function opened() {
  const database = await migrated();
  const logged: string[] = [];
  const log = jsonLog("warn", { write: (line) => logged.push(JSON.parse(line).msg) });
  const opened = openPostgresStore(databaseSettings(database), { log });
  onTestFinished(() => opened.store.close());
  return { ...opened, database, logged };
}

describe("a store in PostgreSQL", () => {
  it("refuses what the data model does not allow", async () => {
    const { store } = await opened();
    const backwards = chat({ createdAt: 2_000, updatedAt: 1_000 });
    await expect(
      store.saveSession(backwards, sourceFile(), readState(sourceFile())),
    ).rejects.toThrow('violates check constraint "conversations_check"');
    expect(await store.counts()).toMatchObject({ sessions: 0, messages: 0 });
    expect(await store.fileState(sourceFile().path)).toBeUndefined();
  });

  it("gives up a search that takes too long, and answers the next one", async () => {
    const name = await migrated();
    const database = openPostgresDatabase(databaseSettings(name), silent);
    onTestFinished(() => database.close());
    const { store } = database.forOwner("ada");
    const file = sourceFile();
    await store.saveSession(chat(), file, readState(file));
    const searched = database.forSearch("ada").store;
    const locked = databases.query(
      name,
      "begin; lock core.message_words; select pg_sleep(4); commit",
    );
    await vi.waitFor(async () => {
      const [lock] = await databases.query(
        name,
        "select count(*)::int as count from pg_locks where mode = 'AccessExclusiveLock'",
      );
      expect(lock).toMatchObject({ count: 1 });
    });
    const search = searched.searchText("bread", 10);
    await expect(search).rejects.toThrow(StoreUnavailable);
    await expect(search).rejects.toThrow("The database does not answer in time (57014).");
    await locked;
    expect(await searched.searchText("bread", 10)).toHaveLength(1);
  });

  it("gives times and counts as the numbers that they are", async () => {
    const { store } = await opened();
    const file = sourceFile({ sizeBytes: 2 ** 52, modifiedAtMs: 8.64e15 });
    await store.saveSession(chat({ createdAt: 8.64e15 }), file, readState(file));
    expect(await store.fileState(file.path)).toEqual(readState(file));
    expect(await store.session("vscode:chat-1")).toMatchObject({ createdAt: 8.64e15 });
  });

  it("keeps text that PostgreSQL cannot, with a mark in its place", async () => {
    const { store } = await opened();
    const file = sourceFile();
    const session = chat({ messages: [prompt("r1", "a\0b \ud800")] });
    await store.saveSession(session, file, readState(file));
    expect((await store.session("vscode:chat-1"))?.messages[0]?.text).toBe("a\ufffdb \ufffd");
    expect(await store.session("vscode:chat-1\0")).toBeUndefined();
  });

  it("takes a message of more words than its index can hold", async () => {
    const { store } = await opened();
    const file = sourceFile();
    const words = Array.from({ length: 200_000 }, (_, index) => `word${index}`).join(" ");
    const session = chat({ messages: [prompt("r1", `salt ${words} ${"x".repeat(5_000)} salt`)] });
    await store.saveSession(session, file, readState(file));
    expect(await store.searchText("salt", 1)).toHaveLength(1);
    expect(await store.searchText("word1000", 1)).toHaveLength(1);
  });

  it("finds what its index of words lacks, and messages that were altered", async () => {
    const { database, store, maintenance } = await opened();
    const file = sourceFile();
    await store.saveSession(chat({ title: "Bread" }), file, readState(file));
    await databases.query(database, "update core.messages set text = text || '!'");
    expect(await maintenance.check()).toEqual([
      "vscode:chat-1: messages are not as they were stored: r1/user",
    ]);
    await databases.query(database, "delete from core.message_words");
    await databases.query(database, "delete from core.title_words");
    expect(await maintenance.check()).toEqual([
      "the index of words lacks messages: 1",
      "the index of words lacks titles: 1",
    ]);
  });

  it("needs the login that owns the tables to give space back", async () => {
    const { administrator: _, ...settings } = databaseSettings(await migrated());
    const options = { log: silent };
    const { store, maintenance } = openPostgresStore(
      { ...settings, administrator: undefined },
      options,
    );
    onTestFinished(() => store.close());
    await expect(maintenance.vacuum()).rejects.toThrow(
      "DATABASE_ADMIN_USER, DATABASE_ADMIN_PASSWORD: missing; set the login that owns the tables",
    );
  });

  it("takes writes of several processes at the same time", async () => {
    const { database, store } = await opened();
    const names = ["ada", "grace", "linus"];
    const errors = await Promise.all(
      names.map(async (name) => {
        const writer = join(import.meta.dirname, "test-writer.ts");
        const child = spawn(process.execPath, [writer, name, "30"], { env: database.environment });
        const [errors] = await Promise.all([text(child.stderr), once(child, "close")]);
        return errors;
      }),
    );
    expect(errors).toEqual(["", "", ""]);
    expect(await store.counts()).toMatchObject({ sessions: 30, messages: 90 });
    const texts = (await store.session("vscode:chat-29"))?.messages.map(({ text }) => text);
    expect(texts?.toSorted()).toEqual(["from ada", "from grace", "from linus"]);
  });
});

describe("the schema that a store in PostgreSQL finds", () => {
  it("is missed before the first migration, and found once it is there", async () => {
    const database = await databases.empty();
    const { login, ...settings } = databaseSettings(database);
    const administrator = settings.administrator ?? login;
    const { store } = openPostgresStore({ ...settings, login: administrator }, { log: silent });
    onTestFinished(() => store.close());
    const reason = "The database is not migrated; run migrate.";
    expect(await store.unreadyReason()).toBe(reason);
    await expect(store.counts()).rejects.toThrow(new StoreUnavailable(reason));
  });

  it("is missed while it lacks a migration that is known", async () => {
    const { database, store } = await opened();
    expect(await store.unreadyReason()).toBeUndefined();
    const name = "0002-import-owner";
    await databases.query(database, `delete from core.kysely_migration where name = '${name}'`);
    expect(await store.unreadyReason()).toBe("The database is not migrated; run migrate.");
    await databases.query(database, `insert into core.kysely_migration values ('${name}', '')`);
    expect(await store.unreadyReason()).toBeUndefined();
  });

  it("may be newer, which is told once", async () => {
    const { database, store, logged } = await opened();
    await databases.query(
      database,
      "insert into core.kysely_migration values ('0009-later', '2030-01-01')",
    );
    expect(await store.unreadyReason()).toBeUndefined();
    expect(await store.unreadyReason()).toBeUndefined();
    expect(logged).toEqual(["a newer version has migrated the database"]);
  });
});

/** Makes the application wait for a table, and ends its connections once it does. */
const cutWaitingConnections = `
  do $$ begin
    lock table core.conversations;
    while not exists (
      select from pg_stat_activity
      where datname = current_database() and application_name = 'chat-app'
        and wait_event_type = 'Lock'
    ) loop
      perform pg_sleep(0.02);
      perform pg_stat_clear_snapshot();
    end loop;
    perform pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name = 'chat-app';
  end $$`;

const grantedLocks = `
  select from pg_locks
  where relation = 'core.conversations'::regclass and mode = 'AccessExclusiveLock' and granted`;

describe("a PostgreSQL that goes away", () => {
  it("fails what is asked of it, and serves again when it is back", async ({ skip }) => {
    const { store, logged } = await opened();
    const { ownServer } = databases;
    if (ownServer === undefined) return skip("a real server is not stopped");
    await store.saveSession(chat(), sourceFile(), readState(sourceFile()));

    await ownServer.stop();
    await vi.waitFor(() => expect(logged).toContain("a connection to the database was lost"));
    expect(await store.unreadyReason()).toBe("The database cannot be reached (ECONNREFUSED).");
    await expect(store.counts()).rejects.toThrow(StoreUnavailable);

    await ownServer.start();
    expect(await store.unreadyReason()).toBeUndefined();
    expect(await store.searchText("bread", 10)).toHaveLength(1);
  });

  it("does not end the process when it cuts a connection that is in use", async () => {
    const { database, store } = await opened();
    const cut = databases.query(database, cutWaitingConnections);
    await vi.waitFor(async () => {
      expect(await databases.query(database, grantedLocks)).toHaveLength(1);
    });
    const saves = Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => {
        const file = sourceFile({ path: `/chats/${index}` });
        return store.saveSession(chat({ id: `chat-${index}` }), file, readState(file));
      }),
    );
    await cut;
    const failures = (await saves).filter(({ status }) => status === "rejected");
    expect(failures).not.toEqual([]);
    for (const failure of failures) {
      expect(failure).toMatchObject({ reason: expect.any(StoreUnavailable) });
    }
    expect(await store.unreadyReason()).toBeUndefined();
    expect((await store.counts()).sessions).toBe(20 - failures.length);
  });
});

it("tells in words why no connection can be made, and no secret", async () => {
  const settings = databaseSettings(await databases.empty());
  const reasonOf = async (other: Partial<typeof settings>) => {
    const { store } = openPostgresStore({ ...settings, ...other }, { log: silent });
    const reason = await store.unreadyReason();
    await store.close();
    return reason;
  };
  expect(await reasonOf({})).toBe("The database refuses this user and password (28P01).");
  if (settings.administrator === undefined) throw new Error("there is no administrator");
  expect(await reasonOf({ login: settings.administrator, name: "nowhere" })).toBe(
    "There is no database of the name in DATABASE_NAME (3D000).",
  );
  expect(await reasonOf({ host: "nowhere.invalid" })).toMatch(
    /^The database cannot be reached \((ENOTFOUND|EAI_AGAIN)\)\.$/,
  );
  expect(await reasonOf({ port: 1 })).toBe("The database cannot be reached (ECONNREFUSED).");
});

it("never falls back to a connection in the clear", async ({ skip }) => {
  if (databases.ownServer === undefined) skip("a real server has TLS");
  const settings = databaseSettings(await migrated());
  const { store } = openPostgresStore({ ...settings, tls: "verify" }, { log: silent });
  onTestFinished(() => store.close());
  expect(await store.unreadyReason()).toBe(
    "The database offers no encrypted connection, which DATABASE_TLS asks for (NO_TLS).",
  );
});
