import type { RankedMessage } from "../store/store.ts";

/** Turns text into vectors of one space. */
export interface Embedder {
  /** Names the space: vectors of two generations are never compared. */
  generation: string;
  dimensions: number;
  /** One unit vector per text, in order; an empty text gives a zero vector. */
  embed(texts: string[]): Promise<Float32Array[]>;
}

/** Nearest neighbours over messages, within one generation. */
export interface VectorStore {
  upsert(generation: string, vectors: { messageId: number; vector: Float32Array }[]): Promise<void>;
  /** Best first, by cosine similarity. */
  nearest(generation: string, vector: Float32Array, limit: number): Promise<RankedMessage[]>;
  count(generation: string): Promise<number>;
}
