import type { Embedder, EmbedderSource } from "../vectors/ports.ts";

/**
 * A source that opens its embedder when it is first asked for, once for all who ask meanwhile. What
 * failed is tried again the next time.
 */
export function openOnce(open: () => Promise<Embedder>): EmbedderSource["open"] {
  let opening: Promise<Embedder> | undefined;
  return (signal) => {
    opening ??= open().catch((error) => {
      opening = undefined;
      throw error;
    });
    return signal === undefined ? opening : unlessAborted(opening, signal);
  };
}

/** The others who wait for `opening` must not lose it to one who does not any more. */
async function unlessAborted<Value>(opening: Promise<Value>, signal: AbortSignal): Promise<Value> {
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener("abort", abort);
  try {
    return await Promise.race([opening, aborted]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
