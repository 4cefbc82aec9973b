import { setImmediate } from "node:timers/promises";
import type { Store } from "../store/store.ts";
import type { Embedder, VectorStore } from "../vectors/ports.ts";
import type { ImportReport } from "./report.ts";

/** Messages per step: an interrupted import loses at most the work on so many. */
const batchSize = 500;

/**
 * Makes the vectors that are missing, whoever left them out. The chats are stored by now, and
 * search does without vectors: where they cannot be made, the report says so and nothing throws.
 * `signal` ends it between two batches.
 */
export async function embedPending(
  parts: {
    store: Pick<Store, "messagesWithoutVector">;
    vectors: Pick<VectorStore, "upsert">;
    embedder: Pick<Embedder, "generation" | "embed">;
    signal?: AbortSignal;
  },
  report: ImportReport,
  onBatch: () => void,
): Promise<void> {
  const { store, vectors, embedder, signal } = parts;
  let previousFirst: number | undefined;
  for (;;) {
    // Neither SQLite nor an embedder within the process ever waits.
    await setImmediate();
    if (signal?.aborted) return;
    const pending = await store.messagesWithoutVector(embedder.generation, batchSize);
    const first = pending[0]?.id;
    if (first === undefined) return;
    try {
      if (first === previousFirst) throw new Error(`message ${first} still has no vector`);
      const made = await embedder.embed(pending.map(({ text }) => text));
      await vectors.upsert(embedder.generation, withIds(pending, made));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      report.problems.push(`chats are stored, but search by meaning does not cover all: ${reason}`);
      return;
    }
    previousFirst = first;
    report.messagesEmbedded += pending.length;
    onBatch();
  }
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
