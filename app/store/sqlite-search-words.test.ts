import BetterSqlite from "better-sqlite3";
import { Kysely } from "kysely";
import { beforeEach, expect, it, onTestFinished } from "vitest";
import { temporaryFolder } from "../commands/testing.ts";
import type { MessageFilter } from "./message-filter.ts";
import { openSqliteStore } from "./sqlite.ts";
import { sqliteConnection } from "./sqlite-connection.ts";
import { sqliteDialect } from "./sqlite-dialect.ts";
import { sqliteNames } from "./sqlite-names.ts";
import { searchWords } from "./sqlite-search-words.ts";
import type { Database } from "./tables.ts";
import { chat, prompt, readState, sourceFile } from "./test-chats.ts";

/** The chats that a search finds, best first, to which more than `most` matches are too many. */
let found: (
  query: string,
  most: number,
  question?: { limit?: number; filter?: MessageFilter },
) => Promise<string[]>;

/** 40 chats say `print`, one after the other; the first `paper` too, and the third in its title. */
beforeEach(async () => {
  const folder = temporaryFolder();
  const { store } = await openSqliteStore({ directory: folder.path });
  const file = new BetterSqlite(`${folder.path}/chats.db`, { readonly: true });
  const dialect = sqliteDialect(sqliteConnection(file));
  const db = new Kysely<Database>({ dialect, plugins: [sqliteNames()] });
  onTestFinished(async () => {
    await db.destroy();
    await store.close();
    folder[Symbol.dispose]();
  });
  const idByMessage = new Map<number, string>();
  for (let index = 1; index <= 40; index++) {
    const text = index === 1 ? "print on paper, and print more" : `print number ${index}`;
    const title = index === 3 ? "How to print" : "A chat";
    const file = sourceFile({ path: `/chats/${index}.json` });
    const id = String(index);
    await store.saveSession(
      chat({ id, title, createdAt: 0, messages: [prompt("r1", text, index)] }),
      file,
      readState(file),
    );
    idByMessage.set(index, id);
  }
  found = async (query, most, { limit = 10, filter = {} } = {}) => {
    const hits = await searchWords(db, { viewer: "local", query, limit, filter }, most);
    expect(hits.map(({ rank }) => rank)).toEqual(hits.map((_, index) => index + 1));
    return hits.map(({ messageId }) => idByMessage.get(messageId) ?? "?");
  };
});

it("ranks all matches while they are few enough", async () => {
  const best = await found("print", 41);
  expect(best.slice(0, 2)).toEqual(["3", "1"]);
  expect(await found("print", 1_000)).toEqual(best);
});

it("ranks titles and the newest messages where too many match", async () => {
  const best = await found("print", 20);
  expect(best).toHaveLength(10);
  expect(best[0]).toBe("3");
  expect(
    best
      .slice(1)
      .map(Number)
      .every((index) => index > 30),
  ).toBe(true);
});

it("puts what has a rarer word first, whenever it was said, and then what has the others", async () => {
  const best = await found("print paper", 20);
  expect(best.slice(0, 2)).toEqual(["1", "3"]);
  expect(best).toHaveLength(10);
  expect(
    best
      .slice(2)
      .map(Number)
      .every((index) => index > 30),
  ).toBe(true);
});

it("looks at every match where too few of those that it ranks fit", async () => {
  const old = { to: 3 };
  expect(await found("print", 24, { limit: 1, filter: old })).toEqual(["1"]);
  expect(await found("print", 24, { limit: 1, filter: { to: 0 } })).toEqual([]);
});

it("finds nothing where no word is, or none occurs", async () => {
  expect(await found("?!", 4)).toEqual([]);
  expect(await found("scissors", 4)).toEqual([]);
});
