import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openSqliteStore } from "../store/sqlite.ts";
import type { Store } from "../store/store.ts";
import { answer, chat, prompt, readState, sourceFile } from "../store/test-chats.ts";
import { StoreUnavailable } from "../store/unavailable.ts";
import { jsonLog } from "../telemetry/log.ts";
import { hashedNgrams } from "../vectors/hashed-ngrams.ts";
import type { Embedder, VectorStore } from "../vectors/ports.ts";
import { hybridSearch } from "./hybrid.ts";
import type { SearchParts } from "./search.ts";

let directory: string;
let store: Store;
let vectors: VectorStore;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "chats-"));
  ({ store, vectors } = await openSqliteStore({ directory }));
  await save("login", "Flaky test", [
    prompt("r1", "The login test failed again", 1_000),
    answer("r1", "The clock is mocked, so the login token has expired", 2_000),
  ]);
  await save("bread", undefined, [prompt("r1", "How do I bake bread?", 3_000)]);
});
afterEach(async () => {
  await store.close();
  rmSync(directory, { recursive: true });
});

async function save(id: string, title: string | undefined, messages: ReturnType<typeof prompt>[]) {
  const file = sourceFile({ path: `/chats/${id}.json` });
  await store.saveSession(chat({ id, title, messages }), file, readState(file));
}

async function embedAll(embedder: Embedder = hashedNgrams) {
  const pending = await store.messagesWithoutVector(embedder.generation, 1_000);
  const made = await embedder.embed(pending.map(({ text }) => text));
  await vectors.upsert(
    embedder.generation,
    pending.map(({ id }, index) => ({ messageId: id, vector: made[index] ?? new Float32Array() })),
  );
}

/** What the search has logged since the test began. */
let logged: string[];
beforeEach(() => {
  logged = [];
});

async function answered(query: string, parts: Partial<SearchParts> = {}, limit = 10) {
  const log = jsonLog("warn", { write: (line) => logged.push(line) });
  const search = hybridSearch({ store, vectors, embedder: hashedNgrams, log, ...parts });
  const { tookMs, ...response } = await search({ query, limit });
  expect(tookMs).toBeGreaterThan(0);
  return response;
}

const ids = ({ hits }: Awaited<ReturnType<typeof answered>>) =>
  hits.map(({ session }) => session.id);

describe("hybridSearch", () => {
  it("shows each session by its best message, with the words marked", async () => {
    await embedAll();
    const { hits, ...how } = await answered("logins failing");
    expect(how).toEqual({ modeUsed: "hybrid", fallbackReason: undefined });
    expect(hits).toEqual([
      {
        session: expect.objectContaining({ id: "vscode:login", title: "Flaky test" }),
        messageId: 1,
        role: "user",
        snippet: "The login test failed again",
        marks: [
          [4, 9],
          [15, 21],
        ],
        score: 1 / 61 + 1 / 61,
        ranks: { text: 1, vector: 1 },
      },
    ]);
  });

  it("finds by meaning what no word finds", async () => {
    await embedAll();
    const { hits } = await answered("breaad bakng");
    expect(hits).toMatchObject([
      { session: { id: "vscode:bread" }, ranks: { text: undefined, vector: 1 }, marks: [] },
    ]);
  });

  it("gives no more sessions than asked for", async () => {
    await embedAll();
    expect(ids(await answered("login bread"))).toHaveLength(2);
    expect(ids(await answered("login bread", {}, 1))).toHaveLength(1);
  });

  it.each(["wumpus snarfle", "xyzzy"])(
    "finds nothing for %j, which no chat is near",
    async (query) => {
      await embedAll();
      expect(await answered(query)).toEqual({
        hits: [],
        modeUsed: "hybrid",
        fallbackReason: undefined,
      });
    },
  );

  it.each(["", "?!", "\0", "😀"])("finds nothing for %j, which has no words", async (query) => {
    await embedAll();
    expect(await answered(query)).toEqual({
      hits: [],
      modeUsed: "text",
      fallbackReason: "the query has no words that a vector could stand for",
    });
  });

  it("answers from text before there are vectors, and says so", async () => {
    const response = await answered("login");
    expect(ids(response)).toEqual(["vscode:login"]);
    expect(response).toMatchObject({
      modeUsed: "text",
      fallbackReason: "no message has a vector yet; the next import makes them",
    });
  });

  it("answers from text when the vectors fail, and says why in the log alone", async () => {
    const fail = async () => {
      throw Object.assign(new Error("no route to vectors.internal:6333"), { code: "EHOSTUNREACH" });
    };
    for (const parts of [
      { vectors: { ...vectors, nearest: fail } },
      { vectors: { ...vectors, nearest: async () => [], count: fail } },
      { embedder: { ...hashedNgrams, embed: fail } },
    ]) {
      const response = await answered("login", parts);
      expect(ids(response)).toEqual(["vscode:login"]);
      expect(response).toMatchObject({
        modeUsed: "text",
        fallbackReason: "the search by meaning failed; the log says why",
        hits: [{ ranks: { text: 1, vector: undefined } }],
      });
    }
    expect(logged.map((line) => JSON.parse(line))).toEqual(
      new Array(3).fill(
        expect.objectContaining({
          level: "warn",
          msg: "the search by meaning failed",
          error: expect.objectContaining({ code: "EHOSTUNREACH" }),
        }),
      ),
    );
  });

  it("says without a log why there can be no vectors", async () => {
    const reason = "search by meaning is not available on this machine";
    const refuse = () => Promise.reject(new StoreUnavailable(reason));
    const response = await answered("login", { vectors: { ...vectors, nearest: refuse } });
    expect(ids(response)).toEqual(["vscode:login"]);
    expect(response).toMatchObject({ modeUsed: "text", fallbackReason: reason });
    expect(logged).toEqual([]);
  });

  it("drops neighbours below the floor of the embedder's space", async () => {
    await embedAll();
    const near = (similarityFloor: number) =>
      answered("breaad bakng", { embedder: { ...hashedNgrams, similarityFloor } });
    expect(ids(await near(-1))).toHaveLength(2);
    expect(ids(await near(1))).toEqual([]);
  });

  it("leaves room for other sessions beside a talkative one", async () => {
    const messages = Array.from({ length: 250 }, (_, index) => prompt(`r${index}`, "bread bread"));
    await save("talkative", undefined, messages);
    await embedAll();
    expect(ids(await answered("bread")).toSorted()).toEqual(["vscode:bread", "vscode:talkative"]);
  });

  it("throws when the text cannot be searched", async () => {
    const broken = {
      ...store,
      searchText: async () => {
        throw new Error("the database is away");
      },
    };
    await expect(answered("login", { store: broken })).rejects.toThrow("the database is away");
  });
});
