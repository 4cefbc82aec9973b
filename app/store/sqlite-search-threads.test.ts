import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import type { SearchIndex } from "../search/search.ts";
import { openSqliteDatabase } from "./sqlite.ts";
import { sqliteSearchThreads } from "./sqlite-search-threads.ts";
import { answer, chat, prompt, readState, sourceFile } from "./test-chats.ts";

const east = Float32Array.from([1, 0, 0, 0]);

/** A new database, and threads that search it beside a store that finds nothing. */
async function searchedDatabase() {
  const directory = mkdtempSync(join(tmpdir(), "chats-"));
  const database = await openSqliteDatabase({ directory });
  const threads = sqliteSearchThreads(join(directory, "chats.db"), undefined);
  onTestFinished(async () => {
    await threads.close();
    await database.close();
    rmSync(directory, { recursive: true });
  });
  const own = nothingFound();
  return { ...database.forOwner("ada"), threads, own, searched: threads.forViewer("ada", own) };
}

function nothingFound() {
  const none = vi.fn(async () => []);
  const store = { searchText: none, candidates: none, excerpts: none, suggestions: none };
  return { store, vectors: { nearest: none, hasAny: async () => false } } satisfies SearchIndex;
}

/** From then on nothing is asked of `own`. */
async function threadIsThere({ searched, own }: Awaited<ReturnType<typeof searchedDatabase>>) {
  const before = own.store.searchText;
  await vi.waitFor(
    async () => {
      before.mockClear();
      await searched.store.searchText("bread", 1);
      expect(before).not.toHaveBeenCalled();
    },
    { timeout: 20_000 },
  );
}

it("finds in threads what the store itself finds, of what was written a moment ago", async () => {
  const subject = await searchedDatabase();
  const { store, vectors, searched, threads } = subject;
  const others = threads.forViewer("grace", nothingFound());
  const file = sourceFile();
  await threadIsThere(subject);
  for (const text of ["bread", "bread and butter"]) {
    const messages = [prompt("r1", text), answer("r1", "Use flour for bread.")];
    await store.saveSession(chat({ title: "Bread", messages }), file, readState(file));
    const ids = (await store.session("vscode:chat-1"))?.messages.map(({ id }) => id) ?? [];
    await vectors.upsert(
      "one",
      ids.map((messageId) => ({ messageId, vector: east })),
    );

    const hits = await searched.store.searchText("bread", 10, { role: "user" });
    expect(hits).toHaveLength(1);
    expect(hits).toEqual(await store.searchText("bread", 10, { role: "user" }));
    const excerpts = await searched.store.excerpts(ids, "butter");
    expect(excerpts[0]).toMatchObject({ snippet: text });
    expect(excerpts).toEqual(await store.excerpts(ids, "butter"));
    expect(await searched.store.candidates(ids)).toEqual(await store.candidates(ids));
    const near = await searched.vectors.nearest("one", east, 10, { role: "assistant" });
    expect(near).toEqual([{ messageId: ids[1], rank: 1, similarity: 1 }]);
    expect(await searched.vectors.hasAny("one")).toBe(true);
    expect(await searched.vectors.hasAny("two")).toBe(false);

    expect(await others.store.searchText("bread", 10)).toEqual([]);
    expect(await others.store.candidates(ids)).toEqual([]);
    expect(await others.vectors.nearest("one", east, 10)).toEqual([]);
  }
});

it("throws in threads what the store throws", async () => {
  const subject = await searchedDatabase();
  const file = sourceFile();
  await subject.store.saveSession(chat(), file, readState(file));
  await subject.vectors.upsert("one", [{ messageId: 1, vector: east }]);
  await threadIsThere(subject);
  const other = Float32Array.from([1, 0]);
  await expect(subject.searched.vectors.nearest("one", other, 1)).rejects.toThrow(
    "one: its vectors have 4 dimensions, got one of 2",
  );
});

it("lets the store itself answer until a thread is there, and after the end", async () => {
  const { searched, own, threads } = await searchedDatabase();
  expect(await searched.store.excerpts([1], "bread")).toEqual([]);
  expect(own.store.excerpts).toHaveBeenCalledWith([1], "bread");
  await threads.close();
  await searched.store.searchText("bread", 1);
  expect(own.store.searchText).toHaveBeenLastCalledWith("bread", 1);
});
