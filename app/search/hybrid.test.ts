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
import { legGuards } from "./guards.ts";
import { hybridSearch } from "./hybrid.ts";
import {
  type SearchParts,
  type SearchRecorder,
  type SearchRequest,
  searchModes,
} from "./search.ts";

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

async function answered(
  query: string,
  parts: Partial<SearchParts> = {},
  request: Partial<SearchRequest> = {},
) {
  const log = jsonLog("warn", { write: (line) => logged.push(line) });
  const search = hybridSearch({ store, vectors, embedder: hashedNgrams, log, ...parts });
  const { tookMs, ...response } = await search({ query, limit: 10, ...request });
  expect(tookMs).toBeGreaterThan(0);
  return response;
}

/** A recorder, and what it has heard of. */
function recorded() {
  const legs: string[] = [];
  const fallbacks: string[] = [];
  const recorder: SearchRecorder = {
    leg(leg, seconds) {
      expect(seconds).toBeGreaterThan(0);
      legs.push(leg);
    },
    fallback: (reason) => fallbacks.push(reason),
  };
  return { recorder, legs, fallbacks };
}

const noFacets = { messages: 0, workspace: [], source: [], role: [], model: [] };

const ids = ({ hits }: Awaited<ReturnType<typeof answered>>) =>
  hits.map(({ session }) => session.id);

describe("hybridSearch", () => {
  it("shows each session by its best message, with the words marked", async () => {
    await embedAll();
    const { hits, ...how } = await answered("logins failing");
    expect(how).toEqual({
      modeUsed: "hybrid",
      fallbackReason: undefined,
      facets: {
        messages: 2,
        workspace: [],
        source: [{ value: "vscode", messages: 2 }],
        role: [
          { value: "assistant", messages: 1 },
          { value: "user", messages: 1 },
        ],
        model: [{ value: "gpt-5", messages: 1 }],
      },
    });
    expect(hits).toEqual([
      {
        session: expect.objectContaining({ id: "vscode:login", title: "Flaky test" }),
        messageId: 1,
        turn: "r1",
        role: "user",
        range: [0, 27],
        snippet: "The login test failed again",
        marks: [
          [4, 9],
          [15, 21],
        ],
        score: expect.closeTo(1 / 61 + (hits[0]?.scores.vectors?.similarity ?? 0) / 61, 10),
        scores: { text: { rank: 1 }, vectors: { rank: 1, similarity: expect.closeTo(0.5, 0) } },
      },
    ]);
  });

  it("finds by meaning what no word finds", async () => {
    await embedAll();
    const { hits } = await answered("breaad bakng");
    expect(hits).toMatchObject([
      { session: { id: "vscode:bread" }, scores: { vectors: { rank: 1 } }, marks: [] },
    ]);
  });

  it("gives no more sessions than asked for", async () => {
    await embedAll();
    expect(ids(await answered("login bread"))).toHaveLength(2);
    expect(ids(await answered("login bread", {}, { limit: 1 }))).toHaveLength(1);
  });

  it.each(["wumpus snarfle", "xyzzy"])(
    "finds nothing for %j, which no chat is near",
    async (query) => {
      await embedAll();
      expect(await answered(query)).toEqual({
        hits: [],
        modeUsed: "hybrid",
        fallbackReason: undefined,
        facets: noFacets,
      });
    },
  );

  it.each(["", "?!", "\0", "😀"])("finds nothing for %j, which has no words", async (query) => {
    await embedAll();
    expect(await answered(query)).toEqual({
      hits: [],
      modeUsed: "text",
      fallbackReason: {
        code: "no_words",
        message: "the query has no words that a vector could stand for",
      },
      facets: noFacets,
    });
  });

  it("answers from text before there are vectors, and says so", async () => {
    const response = await answered("login");
    expect(ids(response)).toEqual(["vscode:login"]);
    expect(response).toMatchObject({
      modeUsed: "text",
      fallbackReason: {
        code: "no_vectors",
        message: "no message has a vector yet; the next import makes them",
      },
    });
  });

  it("answers from text when the vectors fail, and says why in the log alone", async () => {
    const fail = async () => {
      throw Object.assign(new Error("no route to vectors.internal:6333"), { code: "EHOSTUNREACH" });
    };
    for (const parts of [
      { vectors: { ...vectors, nearest: fail } },
      { vectors: { ...vectors, nearest: async () => [], hasAny: fail } },
      { embedder: { ...hashedNgrams, embed: fail } },
    ]) {
      const response = await answered("login", parts);
      expect(ids(response)).toEqual(["vscode:login"]);
      expect(response).toMatchObject({
        modeUsed: "text",
        fallbackReason: {
          code: "failed",
          message: "the search by meaning failed; the log says why",
        },
        hits: [{ scores: { text: { rank: 1 } } }],
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
    expect(response).toMatchObject({
      modeUsed: "text",
      fallbackReason: { code: "unavailable", message: reason },
    });
    expect(logged).toEqual([]);
  });

  it("tells how long each part took, one that fails included", async () => {
    await embedAll();
    const { recorder, legs, fallbacks } = recorded();
    await answered("login", { recorder });
    expect(legs.toSorted()).toEqual(["embedding", "text", "vectors"]);
    const nearest = () => Promise.reject(new Error("away"));
    await answered("login", { recorder, vectors: { ...vectors, nearest } });
    expect(legs.slice(3).toSorted()).toEqual(["embedding", "text", "vectors"]);
    expect(fallbacks).toEqual(["failed"]);
  });

  it("tells in a word why text alone answered", async () => {
    const { recorder, fallbacks } = recorded();
    await answered("login", { recorder });
    await answered("?!", { recorder });
    const nearest = () => Promise.reject(new StoreUnavailable("not here"));
    await answered("login", { recorder, vectors: { ...vectors, nearest } });
    expect(fallbacks).toEqual(["no_vectors", "no_words", "unavailable"]);
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

  describe("where a leg does not answer", () => {
    const never = () => new Promise<never>(() => {});
    const away = () => Promise.reject(new StoreUnavailable("The database cannot be reached."));
    const broken = () => Promise.reject(new Error("bad index"));
    const hurried = () => legGuards({ limitsMs: { text: 50, embedding: 50, vectors: 50 } });

    it.each([
      ["too_slow", "the search by meaning took too long", { nearest: never }],
      ["unavailable", "The database cannot be reached.", { nearest: away }],
      ["failed", "the search by meaning failed; the log says why", { nearest: broken }],
      ["failed", "the search by meaning failed; the log says why", { hasAny: broken }],
    ] as const)("answers from text: %s, %s", async (code, message, change) => {
      const embedder = { ...hashedNgrams, generation: "empty" };
      const parts = { vectors: { ...vectors, ...change }, embedder, guards: hurried() };
      expect(await answered("login", parts)).toMatchObject({
        modeUsed: "text",
        fallbackReason: { code, message },
        hits: [{ session: { id: "vscode:login" } }],
      });
    });

    it.each([
      ["hangs", never, "too_slow"],
      ["gives NaN", async () => [new Float32Array(384).fill(Number.NaN)], "failed"],
      ["gives other dimensions", async () => [new Float32Array(3).fill(1)], "failed"],
      ["gives nothing", async () => [], "no_words"],
    ] as const)("answers from text when the embedder %s", async (_, embed, code) => {
      await embedAll();
      const parts = { embedder: { ...hashedNgrams, embed }, guards: hurried() };
      expect(await answered("login", parts)).toMatchObject({
        modeUsed: "text",
        fallbackReason: { code },
        hits: [{ session: { id: "vscode:login" } }],
      });
    });

    it.each([
      ["text_too_slow", "the search by words took too long", never],
      ["text_unavailable", "The database cannot be reached.", away],
      ["text_failed", "the search by words failed; the log says why", broken],
    ] as const)("answers from vectors: %s, %s", async (code, message, searchText) => {
      await embedAll();
      for (const mode of ["hybrid", "text"] as const) {
        const parts = { store: { ...store, searchText }, guards: hurried() };
        expect(await answered("login", parts, { mode })).toMatchObject({
          modeUsed: "semantic",
          fallbackReason: { code, message },
          hits: [{ session: { id: "vscode:login" }, scores: { vectors: { rank: 1 } } }],
        });
      }
    });

    it.each([
      ["does not answer in time", never, "The database does not answer in time."],
      ["is away", away, "The database cannot be reached."],
    ])("throws that the database %s when neither does", async (_, wait, message) => {
      await embedAll();
      for (const mode of searchModes) {
        const parts = {
          store: { ...store, searchText: wait },
          vectors: { ...vectors, nearest: wait },
          guards: hurried(),
        };
        const search = answered("login", parts, { mode });
        await expect(search).rejects.toThrow(StoreUnavailable);
        await expect(search).rejects.toThrow(message);
      }
    });

    it.each(["candidates", "excerpts"] as const)(
      "throws that the database does not answer in time when %s take too long",
      async (method) => {
        const parts = { store: { ...store, [method]: never }, guards: hurried() };
        const search = answered("login", parts);
        await expect(search).rejects.toThrow(StoreUnavailable);
        await expect(search).rejects.toThrow("The database does not answer in time.");
      },
    );

    it("goes on saying why while the vectors are left alone, and logs it no more", async () => {
      await embedAll();
      const parts = { vectors: { ...vectors, nearest: broken }, guards: legGuards() };
      for (let time = 0; time < 8; time += 1) {
        const { fallbackReason } = await answered("login", parts);
        expect(fallbackReason?.code).toBe("failed");
      }
      expect(logged).toHaveLength(5);
    });
  });

  it("looks for words alone, or for meaning alone, where that is asked for", async () => {
    await embedAll();
    const text = await answered("login bread", {}, { mode: "text" });
    expect(text).toMatchObject({ modeUsed: "text", fallbackReason: undefined });
    expect(text.hits.map(({ scores }) => Object.keys(scores))).toEqual([["text"], ["text"]]);
    const semantic = await answered("login bread", {}, { mode: "semantic" });
    expect(semantic).toMatchObject({ modeUsed: "semantic", fallbackReason: undefined });
    expect(semantic.hits.map(({ scores }) => Object.keys(scores))).toEqual([
      ["vectors"],
      ["vectors"],
    ]);
  });

  it("answers from text where meaning alone was asked for and cannot be had", async () => {
    expect(await answered("login", {}, { mode: "semantic" })).toMatchObject({
      modeUsed: "text",
      fallbackReason: { code: "no_vectors" },
      hits: [{ session: { id: "vscode:login" }, scores: { text: { rank: 1 } } }],
    });
    const { legs, recorder } = recorded();
    await answered("login", { recorder }, { mode: "text" });
    expect(legs).toEqual(["text"]);
  });

  it("filters what either leg finds, and counts what is left", async () => {
    await embedAll();
    const filters = { role: "assistant" } as const;
    const { hits, facets } = await answered("login breaad", {}, { filters });
    expect(hits).toMatchObject([{ session: { id: "vscode:login" }, role: "assistant" }]);
    expect(hits[0]?.scores).toMatchObject({ text: { rank: 1 }, vectors: { rank: 1 } });
    expect(facets).toMatchObject({ messages: 1, role: [{ value: "assistant", messages: 1 }] });
    expect((await answered("login", {}, { filters: { source: "github" } })).hits).toEqual([]);
  });

  it("says that hits may be missing where vectors were filtered too late", async () => {
    await embedAll();
    const bounded = { vectors: { ...vectors, mostFiltered: 1_000 } };
    expect((await answered("login", bounded)).partialReason).toBeUndefined();
    const { partialReason } = await answered("login", bounded, { filters: { role: "user" } });
    expect(partialReason).toEqual({
      code: "filtered_vectors",
      message:
        "by meaning only the 1000 nearest messages were looked at, before the filters; " +
        "narrow the words instead",
    });
    const vector = { messageId: 1, rank: 1, similarity: 1 };
    const nearest = async () => new Array(100).fill(vector);
    const full = { vectors: { ...bounded.vectors, nearest } };
    const whole = await answered("login", full, { filters: { role: "user" } });
    expect(whole.partialReason).toBeUndefined();
  });

  it.each(["hybrid", "text", "semantic"] as const)(
    "gives each session once, page by page, in the order of one page (%s)",
    async (mode) => {
      for (let index = 0; index < 25; index += 1) {
        const text = `bread ${"and butter ".repeat(index)}`;
        await save(`chat-${index}`, undefined, [prompt("r1", text), answer("r1", text)]);
      }
      await embedAll();
      const all = await answered("bread", {}, { mode, limit: 100 });
      const pages: string[] = [];
      let cursor: string | undefined;
      do {
        const request = { mode, limit: 4, ...(cursor !== undefined && { cursor }) };
        const page = await answered("bread", {}, request);
        expect(page.hits.length).toBeGreaterThan(0);
        expect(page.facets).toEqual(all.facets);
        pages.push(...ids(page));
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      expect(pages).toEqual(ids(all));
      expect(new Set(pages).size).toBe(pages.length);
      expect(pages.length).toBeGreaterThan(12);
    },
  );

  it("says what to ask instead where nothing was found", async () => {
    const nothing = await answered("breda bakng", {}, { filters: { source: "github" } });
    expect(nothing).toMatchObject({ hits: [], didYouMean: "bread bakng" });
    expect(await answered("bread")).not.toHaveProperty("didYouMean");
    const fail = () => Promise.reject(new Error("bad index"));
    const parts = { store: { ...store, suggestions: fail } };
    expect(await answered("wumpus", parts)).not.toHaveProperty("didYouMean");
  });

  it("starts at the first page with a cursor of another search", async () => {
    await embedAll();
    const { nextCursor: cursor = "", ...first } = await answered("login bread", {}, { limit: 1 });
    const second = await answered("login bread", {}, { limit: 1, cursor });
    expect([...ids(first), ...ids(second)].toSorted()).toEqual(["vscode:bread", "vscode:login"]);
    expect(second).not.toHaveProperty("nextCursor");
    expect(ids(await answered("login", {}, { cursor }))).toEqual(["vscode:login"]);
  });
});
