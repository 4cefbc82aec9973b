import { hashedNgrams } from "../vectors/hashed-ngrams.ts";
import type { Embedder, EmbedderSource, VectorStore } from "../vectors/ports.ts";

/**
 * Gives the embedder that a search is to use: that of the newest complete generation, which is not
 * the chosen one while the vectors of that are still being made. Where the current one is of an
 * embedder that nobody has any more, the chosen one finds what it has got so far.
 */
export function currentEmbedder(
  vectors: Pick<VectorStore, "currentGeneration">,
  chosen: Embedder,
): EmbedderSource {
  return {
    async open() {
      const current = await vectors.currentGeneration();
      const known = [chosen, hashedNgrams].find(({ generation }) => generation === current);
      return known ?? chosen;
    },
  };
}
