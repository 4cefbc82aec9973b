import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import Database from "better-sqlite3";
import { Kysely } from "kysely";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { jsonLog } from "../telemetry/log.ts";
import { migrate } from "./migrate.ts";
import { type AnyVersion, migrationContract } from "./migration-contract.ts";
import { openSqliteStore, sqliteMigrations } from "./sqlite.ts";
import { sqliteConnection } from "./sqlite-connection.ts";
import { copyBeforeMigration } from "./sqlite-copy.ts";
import { sqliteDialect } from "./sqlite-dialect.ts";
import { openDatabaseFile } from "./sqlite-file.ts";
import { sqliteFullText } from "./sqlite-full-text.ts";
import { sqliteNames } from "./sqlite-names.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "chats-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const names = Object.keys(sqliteMigrations).toSorted();
const importer = join(import.meta.dirname, "test-importer.ts");

/** A file that has run the given migrations only. */
async function earlier(ran: string[]) {
  const db = new Kysely<AnyVersion>({
    dialect: sqliteDialect(sqliteConnection(openDatabaseFile(directory))),
    plugins: [sqliteNames()],
  });
  onTestFinished(() => db.destroy());
  const chosen = Object.entries(sqliteMigrations).filter(([name]) => ran.includes(name));
  await migrate(db, Object.fromEntries(chosen), { place: "test" });
  return { db, upgrade: () => openSqliteStore({ directory }) };
}

migrationContract("a SQLite file", sqliteMigrations, sqliteFullText, earlier);

describe("the copy before a migration", () => {
  const path = () => join(directory, "chats.db");
  const copyName = `chats.db.before-${names.at(-1)}`;

  it("has the file as it was, is for its user alone, and is told", async () => {
    const { db } = await earlier(names.slice(0, 2));
    await db.destroy();
    const lines: string[] = [];
    const log = jsonLog("warn", { write: (line) => lines.push(line) });
    const { store } = await openSqliteStore({ directory, log });
    await store.close();

    const copy = join(directory, copyName);
    expect(readdirSync(directory).toSorted()).toEqual(["chats.db", copyName]);
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    expect(migrationsIn(copy)).toEqual(names.slice(0, 2));
    expect(migrationsIn(path())).toEqual(names);
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { level: "warn", copy, msg: "the database was copied before its migration" },
    ]);
  });

  it("is kept once: it takes the place of an older one and of an unfinished one", async () => {
    await (await earlier(names.slice(0, 2))).db.destroy();
    writeFileSync(join(directory, "chats.db.before-0000-old"), "old");
    writeFileSync(join(directory, `${copyName}.unfinished`), "half");
    writeFileSync(join(directory, `${copyName}.unfinished-journal`), "half");
    writeFileSync(join(directory, "chats.db.mine"), "not ours");
    await (await openSqliteStore({ directory })).store.close();
    expect(readdirSync(directory).toSorted()).toEqual(["chats.db", copyName, "chats.db.mine"]);
    expect(migrationsIn(join(directory, copyName))).toEqual(names.slice(0, 2));
  });

  it("is not made of a new file, nor of one that is up to date", async () => {
    await (await openSqliteStore({ directory })).store.close();
    await (await openSqliteStore({ directory })).store.close();
    expect(readdirSync(directory)).toEqual(["chats.db"]);
  });

  it("is asked to have room, and the file stays as it was without", async () => {
    await (await earlier(names.slice(0, 2))).db.destroy();
    const before = readFileSync(path());
    const database = new Database(path());
    const copy = () => copyBeforeMigration(database, names, { freeBytes: () => 4_096 });
    expect(copy).toThrow(
      `${path()}: cannot be copied before its migration, got 4096 bytes of free space and ` +
        `${before.length} are needed; free some space and run the command again. Nothing was changed`,
    );
    database.close();
    expect(readdirSync(directory)).toEqual(["chats.db"]);
    expect(readFileSync(path())).toEqual(before);
  });

  it("leaves the file as it was when the disk ends in the middle of it", async () => {
    await (await earlier(names.slice(0, 2))).db.destroy();
    const before = readFileSync(path());
    expect(await openWithFilesUpTo(64 * 1024)).toMatch(
      /chats\.db: cannot be copied before its migration, so nothing was changed; \S+before-\S+: the disk/,
    );
    expect(readFileSync(path())).toEqual(before);
    expect(readdirSync(directory).filter((name) => name.includes("before"))).toEqual([]);
  });

  it("is right whoever opens the file at the same time", async () => {
    await (await earlier(names.slice(0, 2))).db.destroy();
    const errors = await Promise.all(
      [1, 2, 3].map(async () => {
        const child = spawn(process.execPath, [importer, "3"], {
          env: { CHATS_DATA_DIRECTORY: directory },
        });
        const [said] = await Promise.all([text(child.stderr), once(child, "close")]);
        return said;
      }),
    );
    expect(errors).toEqual(["", "", ""]);
    expect(migrationsIn(join(directory, copyName))).toEqual(names.slice(0, 2));
    const { store } = await openSqliteStore({ directory });
    expect(await store.counts()).toMatchObject({ sessions: 3, messages: 60 });
    await store.close();
  });

  /** Opens the store in a process that cannot write files beyond `bytes`; gives what it complains of. */
  async function openWithFilesUpTo(bytes: number): Promise<string> {
    // In blocks of 512 bytes.
    const limited = `ulimit -f ${bytes / 512}; exec "$0" "$@"`;
    const child = spawn("sh", ["-c", limited, process.execPath, importer, "1"], {
      env: { CHATS_DATA_DIRECTORY: directory },
    });
    const [said] = await Promise.all([text(child.stderr), once(child, "close")]);
    return said;
  }
});

function migrationsIn(path: string): string[] {
  const database = new Database(path, { readonly: true });
  const rows = database.prepare<[], string>("select name from kysely_migration order by name");
  const found = rows.pluck().all();
  database.close();
  return found;
}
