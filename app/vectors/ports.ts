import type { Kysely } from "kysely";
import type { MessageFilter } from "../store/message-filter.ts";
import type { RankedMessage } from "../store/store.ts";
import type { Database } from "../store/tables.ts";

/** Turns text into vectors of one space. */
export interface Embedder {
  /** Names the space: vectors of two generations are never compared. */
  generation: string;
  dimensions: number;
  /** Cosine similarity under which two texts of this space have no more in common than chance. */
  similarityFloor: number;
  /**
   * One unit vector per text, in order; an empty text gives a zero vector. Rejects with the reason
   * of `signal` once it is aborted.
   */
  embed(texts: string[], signal?: AbortSignal): Promise<Float32Array[]>;
  /** Throws until it is there, and what describes it is known; absent where it always is. */
  ready?(signal?: AbortSignal): Promise<void>;
}

/** Where an embedder is to be had that may be away, or take its time to load. */
export interface EmbedderSource {
  /** The same one for all who ask, once there is one. Throws while it cannot be had. */
  open(signal?: AbortSignal): Promise<Embedder>;
}

/**
 * The vectors of one owner's messages, within one generation, and nearest neighbours among what that
 * owner sees. Methods throw `StoreUnavailable` where there can be none.
 */
export interface VectorStore {
  /**
   * Replaces the vectors of these messages; a zero vector counts as done and is never found. Throws,
   * with nothing stored, where one has other dimensions than those that are there, or a component is
   * no finite number.
   */
  upsert(generation: string, vectors: MessageVector[]): Promise<void>;
  /**
   * Best first, by cosine similarity; any message that has a vector is a neighbour of some kind. Those
   * alone that fit `filter`.
   */
  nearest(
    generation: string,
    vector: Float32Array,
    limit: number,
    filter?: MessageFilter,
  ): Promise<Neighbour[]>;
  /**
   * Of how many of the nearest those are taken that fit a filter, however few they are; absent where
   * all are compared.
   */
  mostFiltered?: number;
  /** Whether own messages are done, zero vectors included. */
  hasAny(generation: string): Promise<boolean>;
  /** How many are. */
  count(generation: string): Promise<number>;
  /** The newest generation that was ever complete, for all owners; undefined before the first. */
  currentGeneration(): Promise<string | undefined>;
  /**
   * To be called before work on a generation: messages whose vectors were lost wait again, whoever's
   * they are.
   */
  reconcile(generation: string): Promise<void>;
  /**
   * To be called after work on a generation: vectors of messages that are gone are deleted, and once no
   * message of any owner waits for a vector of it, it is the current one and those before it are
   * dropped. Gives whether it is, or was before.
   */
  complete(generation: string): Promise<boolean>;
}

/** The vectors of an owner beside the database of its messages. */
export type VectorsOf = (db: Kysely<Database>, owner: string) => VectorStore;

export interface MessageVector {
  messageId: number;
  vector: Float32Array;
}

export interface Neighbour extends RankedMessage {
  /** Cosine of the angle between the two vectors, -1 to 1. */
  similarity: number;
}
