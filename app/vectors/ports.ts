import type { RankedMessage } from "../store/store.ts";

/** Turns text into vectors of one space. */
export interface Embedder {
  /** Names the space: vectors of two generations are never compared. */
  generation: string;
  dimensions: number;
  /** Cosine similarity under which two texts of this space have no more in common than chance. */
  similarityFloor: number;
  /** One unit vector per text, in order; an empty text gives a zero vector. */
  embed(texts: string[]): Promise<Float32Array[]>;
}

/**
 * Nearest neighbours over the messages of one owner, within one generation. Methods throw
 * `StoreUnavailable` where there can be none.
 */
export interface VectorStore {
  /** Replaces the vectors of these messages; a zero vector counts as done and is never found. */
  upsert(generation: string, vectors: MessageVector[]): Promise<void>;
  /** Best first, by cosine similarity; any message that has a vector is a neighbour of some kind. */
  nearest(generation: string, vector: Float32Array, limit: number): Promise<Neighbour[]>;
  /** Messages that are done, zero vectors included. */
  count(generation: string): Promise<number>;
}

export interface MessageVector {
  messageId: number;
  vector: Float32Array;
}

export interface Neighbour extends RankedMessage {
  /** Cosine of the angle between the two vectors, -1 to 1. */
  similarity: number;
}
