import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import BetterSqlite from "better-sqlite3";
import { afterEach, beforeEach, expect, it, onTestFinished } from "vitest";
import { databaseContract } from "./database-contract.ts";
import { openSqliteDatabase } from "./sqlite.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "chats-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

async function open() {
  const database = await openSqliteDatabase({ directory });
  onTestFinished(() => database.close());
  return database;
}

databaseContract("a SQLite file", {
  open,
  async run(statement) {
    const file = new BetterSqlite(join(directory, "chats.db"));
    file.exec(statement.replaceAll("core.", ""));
    file.close();
  },
});

it("tells of figures that cannot be read, and reads them again afterwards", async () => {
  const { figures } = await open();
  const path = join(directory, "chats.db");
  const file = new BetterSqlite(path);
  file.exec("alter table imports rename to imports_away");
  await expect(figures()).rejects.toThrow("no such table: imports");
  await expect(figures()).rejects.toThrow("no such table: imports");
  file.exec("alter table imports_away rename to imports");
  file.close();
  expect(await figures()).toMatchObject({ owners: 0 });
});

it("ends a reading of figures that is under way when it is closed", async () => {
  const { figures, close } = await openSqliteDatabase({ directory });
  const reading = expect(figures()).rejects.toThrow("the figures were not read to their end");
  await close();
  await reading;
});
