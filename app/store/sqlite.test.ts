import { spawn } from "node:child_process";
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { keyContract } from "./key-contract.ts";
import { ownerContract } from "./owner-contract.ts";
import { openSqliteDatabase, openSqliteStore, sqliteMigrations, sqliteStoreOn } from "./sqlite.ts";
import { openDatabaseFile } from "./sqlite-file.ts";
import { storeContract } from "./store-contract.ts";
import { answer, chat, prompt, readState, sourceFile } from "./test-chats.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "chats-"));
});
afterEach(() => {
  chmodSync(directory, 0o700);
  rmSync(directory, { recursive: true });
});

let opened = 0;
storeContract("a store in a SQLite file", async () => {
  opened += 1;
  return openSqliteStore({ directory: join(directory, String(opened)) });
});

ownerContract("two owners in a SQLite file", async () => ({
  ada: await openSqliteStore({ directory, owner: "ada" }),
  grace: await openSqliteStore({ directory, owner: "grace" }),
}));

keyContract("API keys in a SQLite file", () => openSqliteDatabase({ directory }));

describe("the SQLite file", () => {
  it("is private to its user, side files and folder included", async () => {
    const data = join(directory, "new", "data");
    const { store } = await openSqliteStore({ directory: data });
    await store.saveSession(chat(), sourceFile(), readState(sourceFile()));
    const modes = Object.fromEntries(
      readdirSync(data).map((name) => [name, statSync(join(data, name)).mode & 0o777]),
    );
    expect(modes).toEqual({ "chats.db": 0o600, "chats.db-shm": 0o600, "chats.db-wal": 0o600 });
    expect(statSync(data).mode & 0o777).toBe(0o700);
    await store.close();
  });

  it("becomes private when it was not", async () => {
    writeFileSync(join(directory, "chats.db"), "", { mode: 0o644 });
    const { store } = await openSqliteStore({ directory });
    expect(statSync(join(directory, "chats.db")).mode & 0o777).toBe(0o600);
    await store.close();
  });

  it("is made complete by the first opening and not touched by the second", async () => {
    const schema = () => {
      const database = new Database(join(directory, "chats.db"), { readonly: true });
      const tables = database.prepare("select type, name, sql from sqlite_master").all();
      const migrations = database.prepare("select * from kysely_migration").all();
      database.close();
      return { tables, migrations };
    };
    await (await openSqliteStore({ directory })).store.close();
    const first = schema();
    const names = Object.keys(sqliteMigrations).toSorted();
    expect(first.migrations).toMatchObject(names.map((name) => ({ name })));
    expect(first.tables).toEqual(
      expect.arrayContaining(
        [
          "conversations",
          "messages",
          "workspaces",
          "tool_calls",
          "usage",
          "source_files",
          "imports",
          "findings",
          "metric_snapshots",
          "message_vectors",
          "message_aliases",
          "conversation_usage",
          "conversation_paths",
          "removals",
          "auth_api_keys",
          "ingested_sessions",
          "ingest_days",
          "messages_fts",
        ].map((name) => expect.objectContaining({ type: "table", name })),
      ),
    );
    await (await openSqliteStore({ directory })).store.close();
    expect(schema()).toEqual(first);
  });

  it("refuses what the data model does not allow", async () => {
    const { store } = await openSqliteStore({ directory });
    const file = sourceFile();
    const backwards = chat({ createdAt: 2_000, updatedAt: 1_000 });
    await expect(store.saveSession(backwards, file, readState(file))).rejects.toThrow(
      "CHECK constraint failed: updated_at >= created_at",
    );
    expect(await store.counts()).toMatchObject({ sessions: 0, messages: 0 });
    expect(await store.fileState(file.path)).toBeUndefined();
    await store.close();
  });

  it("stores readings that come together all, or none where one is refused", async () => {
    const { store } = await openSqliteStore({ directory });
    const readings = [chat({ id: "a" }), chat({ id: "b", createdAt: 2_000, updatedAt: 1_000 })].map(
      (session) => {
        const file = sourceFile({ path: `/chats/${session.id}.json` });
        return { session, file, state: readState(file), sanitation: undefined };
      },
    );
    await expect(store.saveSessions(readings)).rejects.toThrow("CHECK constraint failed");
    expect(await store.counts()).toMatchObject({ sessions: 0, messages: 0 });
    expect(await store.saveSessions(readings.slice(0, 1))).toMatchObject([{ outcome: "added" }]);
    await store.close();
  });

  it("marks messages that the newest complete reading no longer has", async () => {
    const { store } = await openSqliteStore({ directory });
    const file = sourceFile();
    const turns = [prompt("r1", "One", 1_000), answer("r1", "Two", 2_000)];
    const marks = () => {
      const database = new Database(join(directory, "chats.db"), { readonly: true });
      const rows = database
        .prepare(
          `select m.key from messages m join conversations c on c.id = m.conversation_id
           where m.last_seen_revision < c.revision order by m.id`,
        )
        .pluck()
        .all();
      database.close();
      return rows;
    };
    await store.saveSession(chat({ messages: turns }), file, readState(file));
    const shorter = chat({ updatedAt: 3_000, messages: turns.slice(1) });
    await store.saveSession(shorter, file, readState(file, { torn: true }));
    expect(marks()).toEqual([]);
    await store.saveSession(shorter, file, readState(file));
    expect(marks()).toEqual(["r1/user"]);
    const again = chat({ updatedAt: 4_000, messages: turns });
    await store.saveSession(again, file, readState(file));
    expect(marks()).toEqual([]);
    await store.close();
  });
});

describe("the check of a SQLite file", () => {
  /** What is found wrong after `damage` was done to the file of two chats. */
  async function problemsAfter(damage: string): Promise<string[]> {
    const { store, maintenance } = await openSqliteStore({ directory });
    for (const id of ["a", "b"]) {
      await store.saveSession(chat({ id, title: "T" }), sourceFile(), readState(sourceFile()));
    }
    const database = new Database(join(directory, "chats.db"));
    database.pragma("foreign_keys = off");
    database.exec(damage);
    database.close();
    const problems = await maintenance.check();
    await store.close();
    return problems;
  }

  it.each([
    ["", []],
    [
      "update messages set text = text || '!' where id = 1",
      ["vscode:a: messages are not as they were stored: r1/user"],
    ],
    [
      "update conversations set title = 'other' where id = 2",
      ["vscode:b: title, workspace, usage or messages are not as they were stored"],
    ],
    [
      "delete from messages where id = 1; delete from messages_fts where rowid = 1",
      ["vscode:a: has no messages"],
    ],
    ["delete from messages_fts where rowid = 2", ["the index of words lacks messages: 1"]],
    [
      "delete from conversations where id = 2",
      [
        "messages: 1 rows belong to nothing",
        "the index of words has rows of messages that are gone: 1",
      ],
    ],
  ])("after %j says %j", async (damage, problems) => {
    expect(await problemsAfter(damage)).toEqual(problems);
  });

  it("says what is damaged in the file itself", async () => {
    const { store, maintenance } = await openSqliteStore({ directory });
    const messages = Array.from({ length: 200 }, (_, turn) =>
      prompt(`r${turn}`, "word ".repeat(50)),
    );
    await store.saveSession(chat({ messages }), sourceFile(), readState(sourceFile()));
    await maintenance.vacuum();
    await store.close();
    const path = join(directory, "chats.db");
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.fill(0xff, bytes.length / 2));
    const again = await openSqliteStore({ directory });
    const [problem] = await again.maintenance.check();
    expect(problem).toMatch(/chats\.db: the database is damaged; /);
    await again.store.close();
  });

  it("gives space back, and leaves no words of what was removed in the file", async () => {
    const { store, vectors, maintenance } = await openSqliteStore({ directory });
    const messages = Array.from({ length: 1_000 }, (_, turn) =>
      prompt(`r${turn}`, `quicksilver ${"word ".repeat(200)}`),
    );
    await store.saveSession(chat({ messages }), sourceFile(), readState(sourceFile()));
    const [first] = await store.messagesWithoutVector("one", 1);
    const vector = new Float32Array(4).fill(1);
    await vectors.upsert("one", [{ messageId: first?.id ?? 0, vector }]);
    const sizeBefore = (await store.counts()).databaseBytes;

    await maintenance.remove(["vscode:chat-1"], { before: 9_999, removedAt: 9_999 });
    const database = new Database(join(directory, "chats.db"), { readonly: true });
    expect(database.prepare("select count(*) as rows from vectors_1").get()).toEqual({ rows: 0 });
    database.close();

    await maintenance.vacuum();
    expect((await store.counts()).databaseBytes).toBeLessThan(sizeBefore / 1.5);
    await store.close();
    expect(readFileSync(join(directory, "chats.db")).includes("quicksilver")).toBe(false);
  });
});

describe("what goes wrong with a SQLite file", () => {
  const path = () => join(directory, "chats.db");

  it("says so when the folder is a file", async () => {
    writeFileSync(join(directory, "file"), "");
    const data = join(directory, "file", "data");
    await expect(openSqliteStore({ directory: data })).rejects.toThrow(
      /^\S+data: the database cannot be kept here \(ENOTDIR: .*\); choose a folder that this user may write$/,
    );
  });

  it("says so when the folder is read-only", async () => {
    chmodSync(directory, 0o555);
    expect(await write(directory, "ada", 1)).toMatch(
      /the database cannot be kept here \(EACCES: .*\); choose a folder that this user may write$/,
    );
  });

  it("says so when the file is no database", async () => {
    writeFileSync(path(), "This is a text, and it is long enough to be taken for a header.");
    await expect(openSqliteStore({ directory })).rejects.toThrow(
      `${path()}: this is not a SQLite database; move the file away, then restore a backup or ` +
        "import again (SQLITE_NOTADB: file is not a database)",
    );
  });

  it("says so when the database is damaged", async () => {
    const { store } = await openSqliteStore({ directory });
    await store.close();
    // The first page, with its header, stays as it is.
    writeFileSync(path(), readFileSync(path()).fill(0xff, 4_096));
    await expect(openSqliteStore({ directory })).rejects.toThrow(
      "the database is damaged; move the file away, then restore a backup or import again",
    );
  });

  it("says so when a newer version of the program made it", async () => {
    await (await openSqliteStore({ directory })).store.close();
    const database = new Database(path());
    database
      .prepare("insert into kysely_migration values ('0009-later', '2030-01-01T00:00:00.000Z')")
      .run();
    database.close();
    await expect(openSqliteStore({ directory })).rejects.toThrow(
      `${path()}: a newer version of this program made it, got the unknown migration 0009-later; ` +
        "use that version or a later one",
    );
    expect(readdirSync(directory)).toEqual(["chats.db"]);
  });

  it("says so when the disk is full, keeps what was stored, and goes on when there is room", async () => {
    const database = openDatabaseFile(directory);
    const { store } = await sqliteStoreOn(database);
    const save = (id: string, text: string) => {
      const file = sourceFile({ path: `/chats/${id}.json` });
      return store.saveSession(chat({ id, messages: [prompt("r1", text)] }), file, readState(file));
    };
    await save("small", "First");
    const pages = database.pragma("page_count", { simple: true });
    database.pragma(`max_page_count = ${pages}`);
    await expect(save("large", "word ".repeat(50_000))).rejects.toThrow(
      `${path()}: the disk is full, so the last step was not stored; all that was stored before ` +
        "is kept. Free some space and run the command again (SQLITE_FULL: ",
    );
    expect(await store.counts()).toMatchObject({ sessions: 1, messages: 1 });
    expect(await store.fileState("/chats/large.json")).toBeUndefined();

    database.pragma("max_page_count = 100000");
    expect(await save("large", "word ".repeat(50_000))).toMatchObject({ outcome: "added" });
    await store.close();
  });

  it("opens without the vector extension, and search by meaning says so", async () => {
    const database = openDatabaseFile(directory);
    database.loadExtension = () => {
      throw new Error("no such file");
    };
    const { store, vectors } = await sqliteStoreOn(database);
    await store.saveSession(chat(), sourceFile(), readState(sourceFile()));
    expect(await store.searchText("bread", 10)).toHaveLength(1);
    const problem =
      "search by meaning is not available on this machine: sqlite-vec cannot be loaded";
    await expect(vectors.nearest("any", new Float32Array([1]), 1)).rejects.toThrow(problem);
    await expect(vectors.upsert("any", [])).rejects.toThrow(problem);
    expect(await vectors.count("any")).toBe(0);
    await store.close();
  });
});

describe("several processes on one SQLite file", () => {
  it("open a new one and write to it at the same time", async () => {
    chmodSync(directory, 0o777);
    const data = join(directory, "data");
    const names = ["ada", "grace", "linus"];
    const errors = await Promise.all(names.map((name) => write(data, name, 40)));
    expect(errors).toEqual(["", "", ""]);

    const { store } = await openSqliteStore({ directory: data });
    expect(await store.counts()).toMatchObject({ sessions: 40, messages: 120 });
    const texts = (await store.session("vscode:chat-39"))?.messages.map(({ text }) => text);
    expect(texts?.toSorted()).toEqual(["from ada", "from grace", "from linus"]);
    await store.close();
  });
});

/** Runs `test-writer.ts`; resolves to what it complained of. */
function write(data: string, name: string, chats: number): Promise<string> {
  const program = join(import.meta.dirname, "test-writer.ts");
  const child = spawn(process.execPath, [program, name, String(chats)], {
    env: { CHATS_DATA_DIRECTORY: data },
  });
  let errors = "";
  child.stderr.on("data", (chunk) => {
    errors += chunk;
  });
  return new Promise((resolve) => child.on("close", () => resolve(errors)));
}
