import { expect, it } from "vitest";
import type { EmbeddableMessage } from "../store/store.ts";
import type { Embedder, VectorStore } from "../vectors/ports.ts";
import { embedPending } from "./embedding.ts";
import { emptyReport } from "./report.ts";

/** `count` messages that wait, and what an embedding needs of the ports around them. */
function waiting(count: number) {
  const done = new Set<number>();
  const messages = Array.from({ length: count }, (_, index) => ({
    id: index + 1,
    text: `text ${index}`,
  }));
  const messagesWithoutVector = async (
    _: string,
    limit: number,
    after = 0,
  ): Promise<EmbeddableMessage[]> =>
    messages.filter(({ id }) => id > after && !done.has(id)).slice(0, limit);
  const upsert: VectorStore["upsert"] = async (_, vectors) => {
    for (const { messageId } of vectors) done.add(messageId);
  };
  const embed: Embedder["embed"] = async (texts) => texts.map(() => Float32Array.of(1));
  const steps: string[] = [];
  const reconcile: VectorStore["reconcile"] = async (generation) => {
    steps.push(`reconcile ${generation} with ${done.size}`);
  };
  const complete: VectorStore["complete"] = async (generation) => {
    steps.push(`complete ${generation} with ${done.size}`);
    return true;
  };
  return { messages, done, steps, messagesWithoutVector, upsert, reconcile, complete, embed };
}

type Parts = Parameters<typeof embedPending>[0];

async function embedded(
  {
    messagesWithoutVector,
    upsert,
    reconcile,
    complete,
    embed,
    ready,
  }: Parts["store"] & Parts["vectors"] & Pick<Embedder, "embed" | "ready">,
  signal?: AbortSignal,
) {
  const report = emptyReport();
  const batches: number[] = [];
  await embedPending(
    {
      store: { messagesWithoutVector },
      vectors: { upsert, reconcile, complete },
      embedder: { generation: "one", embed, ...(ready !== undefined && { ready }) },
      ...(signal !== undefined && { signal }),
    },
    report,
    () => batches.push(report.messagesEmbedded),
  );
  return { batches, messagesEmbedded: report.messagesEmbedded, problems: report.problems };
}

it("works through everything that waits, in batches", async () => {
  const parts = waiting(1_100);
  expect(await embedded(parts)).toEqual({
    batches: [500, 1_000, 1_100],
    messagesEmbedded: 1_100,
    problems: [],
  });
  expect(parts.steps).toEqual(["reconcile one with 0", "complete one with 1100"]);
  expect((await embedded(parts)).batches).toEqual([]);
});

it("makes the next vectors while some are stored, and no more than that", async () => {
  const parts = waiting(1_600);
  const steps: string[] = [];
  const embed: Embedder["embed"] = async (texts) => {
    steps.push(`make from ${texts[0]}`);
    return parts.embed(texts);
  };
  const upsert: VectorStore["upsert"] = async (generation, vectors) => {
    steps.push(`store from text ${(vectors[0]?.messageId ?? 0) - 1}`);
    await parts.upsert(generation, vectors);
  };
  await embedded({ ...parts, embed, upsert });
  expect(steps).toEqual([
    "make from text 0",
    "make from text 500",
    "store from text 0",
    "make from text 1000",
    "store from text 500",
    "make from text 1500",
    "store from text 1000",
    "store from text 1500",
  ]);
});

it("makes the vector of a message anew that has changed meanwhile", async () => {
  const parts = waiting(1_100);
  const texts: string[] = [];
  const upsert: VectorStore["upsert"] = async (generation, vectors) => {
    await parts.upsert(generation, vectors);
    if (parts.done.size !== 1_100 || texts.length > 1_100) return;
    parts.messages[0] = { id: 1, text: "changed" };
    parts.done.delete(1);
  };
  const embed: Embedder["embed"] = async (given) => {
    texts.push(...given);
    return parts.embed(given);
  };
  expect(await embedded({ ...parts, upsert, embed })).toMatchObject({
    messagesEmbedded: 1_101,
    problems: [],
  });
  expect(texts.slice(1_100)).toEqual(["changed"]);
});

it("stops with a problem when a batch fails, and goes on from there the next time", async () => {
  const parts = waiting(1_100);
  const upsert: VectorStore["upsert"] = async (generation, vectors) => {
    if (parts.done.size === 500) throw new Error("the vector store is away");
    await parts.upsert(generation, vectors);
  };
  const away = { ...parts, upsert };
  expect(await embedded(away)).toEqual({
    batches: [500],
    messagesEmbedded: 500,
    problems: [
      "chats are stored, but search by meaning does not cover all: the vector store is away",
    ],
  });
  expect(parts.steps).toEqual(["reconcile one with 0"]);
  expect(await embedded(parts)).toMatchObject({ messagesEmbedded: 600, problems: [] });
});

it("does not go on for ever where vectors are not kept", async () => {
  const upsert = async () => {};
  expect((await embedded({ ...waiting(3), upsert })).problems).toEqual([
    "chats are stored, but search by meaning does not cover all: message 1 still has no vector",
  ]);
});

it("refuses an embedder that leaves texts out", async () => {
  const embed: Embedder["embed"] = async (texts) => texts.slice(0, 1).map(() => Float32Array.of(1));
  expect((await embedded({ ...waiting(3), embed })).problems).toEqual([
    "chats are stored, but search by meaning does not cover all: 3 texts gave 1 vectors",
  ]);
});

it("throws when the database cannot be read", async () => {
  const messagesWithoutVector = async () => {
    throw new Error("the database is away");
  };
  await expect(embedded({ ...waiting(3), messagesWithoutVector })).rejects.toThrow(
    "the database is away",
  );
});

it("asks for no message while the embedder is away", async () => {
  const ready = async () => {
    throw new Error("the embedder is away");
  };
  const messagesWithoutVector = async () => {
    throw new Error("nobody can make vectors of it");
  };
  expect((await embedded({ ...waiting(3), messagesWithoutVector, ready })).problems).toEqual([
    "chats are stored, but search by meaning does not cover all: the embedder is away",
  ]);
});

it("says where vectors that were lost cannot be noticed, or the new ones not be used", async () => {
  const fail = async () => {
    throw new Error("the vector store is away");
  };
  const problems = [
    "chats are stored, but search by meaning does not cover all: the vector store is away",
  ];
  expect(await embedded({ ...waiting(3), reconcile: fail })).toMatchObject({
    batches: [],
    problems,
  });
  expect(await embedded({ ...waiting(3), complete: fail })).toMatchObject({
    batches: [3],
    problems,
  });
});

it("ends without a problem when it is aborted in a batch", async () => {
  const parts = waiting(1_100);
  const controller = new AbortController();
  const embed: Embedder["embed"] = async (texts, signal) => {
    if (parts.done.size === 500) controller.abort();
    signal?.throwIfAborted();
    return parts.embed(texts);
  };
  expect(await embedded({ ...parts, embed }, controller.signal)).toMatchObject({
    messagesEmbedded: 500,
    problems: [],
  });
  expect(parts.steps).toEqual(["reconcile one with 0"]);
});
