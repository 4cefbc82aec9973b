import { setImmediate } from "node:timers/promises";
import type { Store } from "../store/store.ts";
import type { Embedder, VectorStore } from "../vectors/ports.ts";
import type { ImportReport } from "./report.ts";

/** Messages per step: an interrupted import loses at most the work on so many. */
const batchSize = 500;

/**
 * Makes the vectors that are missing, whoever left them out, and lets searches use them once none is
 * missing any more. The chats are stored by now, and search does without vectors: where they cannot be
 * made, the report says so and nothing throws. `signal` ends it between two batches.
 */
export async function embedPending(
  parts: {
    store: Pick<Store, "messagesWithoutVector">;
    vectors: Pick<VectorStore, "upsert" | "reconcile" | "complete">;
    embedder: Pick<Embedder, "generation" | "embed" | "ready">;
    signal?: AbortSignal;
  },
  report: ImportReport,
  onBatch: () => void,
): Promise<void> {
  const { store, vectors, embedder, signal } = parts;
  const attempt = async (step: () => Promise<unknown>): Promise<boolean> => {
    try {
      await step();
      return true;
    } catch (error) {
      if (signal?.aborted) return false;
      const reason = error instanceof Error ? error.message : String(error);
      report.problems.push(`chats are stored, but search by meaning does not cover all: ${reason}`);
      return false;
    }
  };
  if (signal?.aborted) return;
  const isReady = await attempt(async () => {
    await embedder.ready?.(signal);
    await vectors.reconcile(embedder.generation);
  });
  if (!isReady) return;
  let previousFirst: number | undefined;
  for (;;) {
    // Neither SQLite nor an embedder within the process ever waits.
    await setImmediate();
    if (signal?.aborted) return;
    const pending = await store.messagesWithoutVector(embedder.generation, batchSize);
    const first = pending[0]?.id;
    if (first === undefined) break;
    const isEmbedded = await attempt(async () => {
      if (first === previousFirst) throw new Error(`message ${first} still has no vector`);
      const texts = pending.map(({ text }) => text);
      const made = await embedder.embed(texts, signal);
      await vectors.upsert(embedder.generation, withIds(pending, made));
    });
    if (!isEmbedded) return;
    previousFirst = first;
    report.messagesEmbedded += pending.length;
    onBatch();
  }
  await attempt(() => vectors.complete(embedder.generation));
}

function withIds(messages: { id: number }[], vectors: Float32Array[]) {
  return messages.map(({ id }, index) => {
    const vector = vectors[index];
    if (vector === undefined) {
      throw new Error(`${messages.length} texts gave ${vectors.length} vectors`);
    }
    return { messageId: id, vector };
  });
}
