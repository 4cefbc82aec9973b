import { expect, it } from "vitest";
import type { EmbeddableMessage, Store } from "../store/store.ts";
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
  const messagesWithoutVector = async (_: string, limit: number): Promise<EmbeddableMessage[]> =>
    messages.filter(({ id }) => !done.has(id)).slice(0, limit);
  const upsert: VectorStore["upsert"] = async (_, vectors) => {
    for (const { messageId } of vectors) done.add(messageId);
  };
  const embed: Embedder["embed"] = async (texts) => texts.map(() => Float32Array.of(1));
  return { done, messagesWithoutVector, upsert, embed };
}

async function embedded({
  messagesWithoutVector,
  upsert,
  embed,
}: Pick<Store, "messagesWithoutVector"> & Pick<VectorStore, "upsert"> & Pick<Embedder, "embed">) {
  const report = emptyReport();
  const batches: number[] = [];
  await embedPending(
    {
      store: { messagesWithoutVector },
      vectors: { upsert },
      embedder: { generation: "one", embed },
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
  expect(parts.done.size).toBe(1_100);
  expect((await embedded(parts)).batches).toEqual([]);
});

it("stops with a problem when a batch fails, and goes on from there the next time", async () => {
  const parts = waiting(1_100);
  const upsert: VectorStore["upsert"] = async (generation, vectors) => {
    if (parts.done.size === 500) throw new Error("the vector store is away");
    await parts.upsert(generation, vectors);
  };
  expect(await embedded({ ...parts, upsert })).toEqual({
    batches: [500],
    messagesEmbedded: 500,
    problems: [
      "chats are stored, but search by meaning does not cover all: the vector store is away",
    ],
  });
  expect(await embedded(parts)).toMatchObject({ messagesEmbedded: 600, problems: [] });
});

it("does not go on for ever where vectors are not kept", async () => {
  const upsert = async () => {};
  expect((await embedded({ ...waiting(3), upsert })).problems).toEqual([
    "chats are stored, but search by meaning does not cover all: message 1 still has no vector",
  ]);
});

it("refuses an embedder that leaves texts out", async () => {
  const embed = async () => [Float32Array.of(1)];
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
