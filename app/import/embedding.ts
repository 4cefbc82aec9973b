import { setImmediate } from "node:timers/promises";
import type { EmbeddableMessage, Store } from "../store/store.ts";
import type { Embedder, VectorStore } from "../vectors/ports.ts";
import type { ImportReport } from "./report.ts";

/** Messages per step: an interrupted import loses at most the work on two of them. */
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
  const begin = async (after: number): Promise<Batch | undefined> => {
    // Neither SQLite nor an embedder within the process ever waits.
    await setImmediate();
    if (signal?.aborted) return undefined;
    const messages = await store.messagesWithoutVector(embedder.generation, batchSize, after);
    if (messages.length === 0) return undefined;
    const made = embedder.embed(
      messages.map(({ text }) => text),
      signal,
    );
    // Whoever stores them hears of a problem.
    made.catch(() => {});
    return { messages, made };
  };
  let previousFirst: EmbeddableMessage | undefined;
  // Once through all, and again for what has changed meanwhile.
  for (let batch = await begin(0); batch !== undefined; batch = await begin(0)) {
    const first = batch.messages[0];
    const isLost = first?.id === previousFirst?.id && first?.text === previousFirst?.text;
    previousFirst = first;
    for (let next: Batch | undefined; batch !== undefined; batch = next) {
      const { messages, made } = batch;
      // An embedder in other threads, or on another machine, is at work while these are stored.
      next = await begin(messages.at(-1)?.id ?? 0);
      if (signal?.aborted) return;
      const isStored = await attempt(async () => {
        if (isLost) throw new Error(`message ${first?.id} still has no vector`);
        await vectors.upsert(embedder.generation, withIds(messages, await made));
      });
      if (!isStored) return;
      report.messagesEmbedded += messages.length;
      onBatch();
    }
  }
  if (!signal?.aborted) await attempt(() => vectors.complete(embedder.generation));
}

/** Messages whose vectors are being made. */
interface Batch {
  messages: EmbeddableMessage[];
  made: Promise<Float32Array[]>;
}

function withIds(messages: EmbeddableMessage[], vectors: Float32Array[]) {
  return messages.map(({ id }, index) => {
    const vector = vectors[index];
    if (vector === undefined) {
      throw new Error(`${messages.length} texts gave ${vectors.length} vectors`);
    }
    return { messageId: id, vector };
  });
}
