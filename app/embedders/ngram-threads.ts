import { availableParallelism } from "node:os";
import { threadPool } from "../store/thread-pool.ts";
import { hashedNgrams } from "../vectors/hashed-ngrams.ts";
import type { Embedder } from "../vectors/ports.ts";

export interface NgramThreadOptions {
  /** Processors that there are; default: as Node counts them. */
  processors?: number;
  /** What a thread runs; default: `ngram-thread.ts`. */
  module?: URL;
}

/**
 * `hashedNgrams`, with the same vectors, of which threads make those of many texts; one processor is
 * left to whoever asks. The threads start when they are first needed, end when nothing has come for a
 * while, and keep no process from its end. What none can do, this thread does.
 */
export function ngramThreads({
  processors = availableParallelism(),
  module = new URL("ngram-thread.ts", import.meta.url),
}: NgramThreadOptions = {}): Embedder {
  let isThreaded = processors > 1;
  const pool = threadPool<string[], Float32Array[]>({
    module,
    workerData: undefined,
    // The application in one file, as the cloud runs it, has no modules for threads.
    onBroken: () => {
      isThreaded = false;
    },
    size: Math.min(processors - 1, mostThreads),
    waitMs: Number.POSITIVE_INFINITY,
    idleMs: 5_000,
  });
  return {
    ...hashedNgrams,
    async embed(texts, signal) {
      signal?.throwIfAborted();
      if (!isThreaded || areFew(texts)) return hashedNgrams.embed(texts, signal);
      try {
        const made = await Promise.all(calls(texts).map((call) => pool.run(call)));
        signal?.throwIfAborted();
        return made.flat();
      } catch {
        // A thread ends too where a text is so long that it has not the memory for it.
        return hashedNgrams.embed(texts, signal);
      }
    },
  };
}

/** One writer, which stores what they make, cannot keep up with more. */
const mostThreads = 3;

/** A query, or what somebody has just said, is done before a thread has heard of it. */
function areFew(texts: string[]): boolean {
  return texts.reduce((characters, text) => characters + text.length, 0) < 50_000;
}

const textsPerCall = 100;

function calls(texts: string[]): string[][] {
  return Array.from({ length: Math.ceil(texts.length / textsPerCall) }, (_, call) =>
    texts.slice(call * textsPerCall, (call + 1) * textsPerCall),
  );
}
