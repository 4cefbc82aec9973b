import type { Embedder, EmbedderSource } from "../vectors/ports.ts";

/** No generation of any embedder: those end with their version. */
const unknownGeneration = "not known yet";

/**
 * The embedder of a source that may be away for now. It is asked for at once, and again by every method,
 * which throws while it cannot be had.
 */
export function lateEmbedder(source: EmbedderSource): Embedder {
  let opened: Embedder | undefined;
  const open = async (signal?: AbortSignal) => {
    opened ??= await source.open(signal);
    return opened;
  };
  // Whoever needs it hears why it is not there.
  open().catch(() => {});
  return {
    get generation() {
      return opened?.generation ?? unknownGeneration;
    },
    get dimensions() {
      return opened?.dimensions ?? 0;
    },
    get similarityFloor() {
      return opened?.similarityFloor ?? 1;
    },
    async embed(texts, signal) {
      return (await open(signal)).embed(texts, signal);
    },
    async ready(signal) {
      await open(signal);
    },
  };
}
