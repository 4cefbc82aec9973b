import { expect, it, onTestFinished } from "vitest";
import { temporaryFolder } from "../commands/testing.ts";
import { hybridSearch } from "../search/hybrid.ts";
import { openSqliteDatabase } from "../store/sqlite.ts";
import { chat, prompt, readState, sourceFile } from "../store/test-chats.ts";
import { jsonLog } from "../telemetry/log.ts";
import { hashedNgrams } from "../vectors/hashed-ngrams.ts";
import type { Cache } from "./cache.ts";
import { cachedAnswers } from "./cached-answers.ts";
import { memoryCache } from "./memory-cache.ts";

const recorder = { read: () => {}, write: () => {}, dropped: () => {}, size: () => {} };

/** Answers with the number of answers so far; `state` can be changed. */
function counting(caller = "ada", cache: Cache = memoryCache({ recorder })) {
  const state = { generation: "1" as string | undefined, isWhole: true, made: 0 };
  const ask = cachedAnswers({
    cache,
    caller,
    generation: async () => {
      if (state.generation === undefined) throw new Error("the database is away");
      return state.generation;
    },
    answer: async (request: { query: string }) => {
      state.made += 1;
      return `${request.query} ${state.made}`;
    },
    isWhole: () => state.isWhole,
  });
  return { state, ask, cache };
}

it("gives an answer a second time, and says so", async () => {
  const { ask } = counting();
  expect(await ask({ query: "a" })).toEqual({ answer: "a 1", isFromCache: false });
  expect(await ask({ query: "a" })).toEqual({ answer: "a 1", isFromCache: true });
  expect(await ask({ query: "b" })).toEqual({ answer: "b 2", isFromCache: false });
});

it("makes a new answer in another generation", async () => {
  const { ask, state } = counting();
  await ask({ query: "a" });
  state.generation = "2";
  expect(await ask({ query: "a" })).toEqual({ answer: "a 2", isFromCache: false });
});

it("gives nobody the answer to somebody else", async () => {
  const ada = counting("ada");
  const grace = counting("grace", ada.cache);
  await ada.ask({ query: "a" });
  expect((await grace.ask({ query: "a" })).isFromCache).toBe(false);
});

it("gives an answer that lacks something once only", async () => {
  const { ask, state } = counting();
  state.isWhole = false;
  await ask({ query: "a" });
  expect(await ask({ query: "a" })).toEqual({ answer: "a 2", isFromCache: false });
});

it("leaves the cache out while nobody knows the generation", async () => {
  const { ask, state } = counting();
  await ask({ query: "a" });
  state.generation = undefined;
  expect(await ask({ query: "a" })).toEqual({ answer: "a 2", isFromCache: false });
  state.generation = "1";
  expect(await ask({ query: "a" })).toEqual({ answer: "a 1", isFromCache: true });
});

it("does not keep an answer for a generation that began while it was made", async () => {
  const { ask, state } = counting();
  const early = ask({ query: "a" });
  state.generation = "2";
  await early;
  expect(await ask({ query: "a" })).toEqual({ answer: "a 2", isFromCache: false });
});

it("makes a new answer where the cache has no JSON", async () => {
  const { ask } = counting("ada", { ...memoryCache({ recorder }), get: async () => "{" });
  expect(await ask({ query: "a" })).toEqual({ answer: "a 1", isFromCache: false });
});

it("never hides a message from a search, whichever process wrote it", async () => {
  using folder = temporaryFolder();
  const open = async () => {
    const database = await openSqliteDatabase({ directory: folder.path });
    onTestFinished(() => database.close());
    return database;
  };
  const [reader, writer] = [await open(), await open()];
  const search = cachedAnswers({
    cache: memoryCache({ recorder }),
    caller: "ada",
    generation: async () => String(await reader.indexGeneration()),
    answer: hybridSearch({
      ...reader.forOwner("ada"),
      embedder: hashedNgrams,
      log: jsonLog("silent"),
    }),
    isWhole: () => true,
  });
  const found = async () => {
    const { answer, isFromCache } = await search({ query: "bread", limit: 10 });
    return [answer.hits.map(({ session }) => session.id).toSorted(), isFromCache];
  };
  const file = sourceFile();
  const save = (id: string) => {
    const session = chat({ id, messages: [prompt("r1", "How do I bake bread?")] });
    return writer.forOwner("ada").store.saveSession(session, file, readState(file));
  };

  expect(await found()).toEqual([[], false]);
  expect(await found()).toEqual([[], true]);
  await save("one");
  expect(await found()).toEqual([["vscode:one"], false]);
  expect(await found()).toEqual([["vscode:one"], true]);
  await save("two");
  expect(await found()).toEqual([["vscode:one", "vscode:two"], false]);
  await writer
    .forOwner("ada")
    .maintenance.remove(["vscode:one"], { before: 9_000, removedAt: 9_000 });
  expect(await found()).toEqual([["vscode:two"], false]);
});
