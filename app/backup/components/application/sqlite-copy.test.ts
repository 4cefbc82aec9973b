import {
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../../../commands/testing.ts";
import { openSqliteDatabase } from "../../../store/sqlite.ts";
import { importInto, messagesPerChat } from "../../../store/test-import.ts";
import { hashedNgrams } from "../../../vectors/hashed-ngrams.ts";
import { copySqlite } from "./sqlite-copy.ts";

/** A database with a few chats that somebody has open, and a folder for copies of it. */
async function database(chats = 3) {
  const folder = temporaryFolder();
  const opened = await openSqliteDatabase({ directory: folder.path });
  onTestFinished(async () => {
    await opened.close();
    folder[Symbol.dispose]();
  });
  await importInto(opened.forOwner("local"), chats);
  return { path: join(folder.path, "chats.db"), copy: join(folder.path, "copy.db") };
}

test("a copy has every row and every vector of the database, in one private file", async () => {
  const { path, copy } = await database();
  const before = process.umask(0);
  onTestFinished(() => void process.umask(before));
  const facts = await copySqlite(path, copy);
  expect(facts.counts).toMatchObject({ conversations: 3, messages: 3 * messagesPerChat });
  expect(facts.generations).toEqual([
    {
      name: hashedNgrams.generation,
      key: expect.stringMatching(/^[\da-f]{12}$/),
      dimensions: 384,
      vectors: 3 * messagesPerChat,
      vectorsInside: 3 * messagesPerChat,
    },
  ]);
  expect(facts.migrations).toContain("0001-core");
  expect(statSync(copy).mode & 0o777).toBe(0o600);
  expect(facts.sizeBytes).toBe(statSync(copy).size);
  expect(readdirSync(join(copy, "..")).filter((name) => name.startsWith("copy"))).toEqual([
    "copy.db",
  ]);
});

test("what is written meanwhile is in the copy wholly or not at all", async () => {
  const { path, copy } = await database(10);
  let writes = 0;
  const facts = await copySqlite(path, copy, {
    onProgress: () => {
      const other = new Database(path);
      other.exec("delete from messages where id in (select max(id) from messages)");
      other.close();
      writes++;
    },
  });
  expect(writes).toBeGreaterThan(0);
  expect(facts.counts.messages).toBe(10 * messagesPerChat);
});

test("nothing that was redacted stays in the free pages of a copy", async () => {
  const { path, copy } = await database();
  const other = new Database(path);
  other.exec(
    "create table junk (t text); insert into junk values ('hunter2-hunter2'); pragma user_version = 1",
  );
  other.exec("drop table junk");
  other.close();
  const facts = await copySqlite(path, copy);
  expect(facts.holdsRedacted).toBe(false);
  expect(readFileSync(copy, "latin1")).not.toContain("hunter2-hunter2");
});

test("a copy that is aborted, of a damaged file or of no database is none", async () => {
  const { path, copy } = await database();
  const aborted = AbortSignal.abort(new Error("enough"));
  await expect(copySqlite(path, copy, { signal: aborted })).rejects.toThrow("enough");
  const missing = join(path, "..", "missing.db");
  await expect(copySqlite(missing, `${copy}2`)).rejects.toThrow(
    `${missing}: there is no database to be backed up`,
  );
  expect(existsSync(missing)).toBe(false);
  const text = join(path, "..", "text.db");
  writeFileSync(text, "a text that is longer than the head of a database ".repeat(20));
  await expect(copySqlite(text, `${copy}3`)).rejects.toThrow("this is not a SQLite database");
  const other = new Database(join(path, "..", "other.db"));
  other.exec("create table t (a)");
  other.close();
  await expect(copySqlite(other.name, `${copy}4`)).rejects.toThrow("this is no database of chats");
  const damaged = join(path, "..", "damaged.db");
  await copySqlite(path, damaged);
  truncateSync(damaged, statSync(damaged).size - 16_384 * 2);
  await expect(copySqlite(damaged, `${copy}5`)).rejects.toThrow(/damaged/);
});
