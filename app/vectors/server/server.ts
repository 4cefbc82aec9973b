import type { Visibility } from "../../store/store.ts";

/**
 * A server beside the database that keeps vectors and finds the nearest. Of a message it knows the id,
 * whose it is, who sees it and the vector, and nothing of what it says. Methods throw
 * `StoreUnavailable` where the server is away, or has lost the collection.
 */
export interface VectorServer {
  /** Makes a collection with all that filters need; leaves one that is there. */
  create(collection: string, dimensions: number): Promise<void>;
  /** Adds points, or puts them in the place of those that were there; they are found from then on. */
  upsert(collection: string, points: VectorPoint[]): Promise<void>;
  /** Best first, of those that `viewer` owns or that the team sees. */
  nearest(
    collection: string,
    vector: Float32Array,
    options: { viewer: string; limit: number },
  ): Promise<ServerNeighbour[]>;
  /** How many points there are, and how many of them the team sees; undefined without a collection. */
  counts(collection: string): Promise<PointCounts | undefined>;
  /** All points without their vectors, in pages. */
  points(collection: string): AsyncIterable<StoredPoint[]>;
  /** Changes who sees these points. */
  show(collection: string, points: StoredPoint[]): Promise<void>;
  remove(collection: string, messageIds: number[]): Promise<void>;
  /** Lets others find the collection under one name that stays; does nothing where there are none. */
  publish(collection: string): Promise<void>;
  /** Deletes a collection, if it is there. */
  drop(collection: string): Promise<void>;
}

/** The most neighbours that a server is asked for. */
export const mostNeighbours = 1_000;

export interface VectorPoint {
  messageId: number;
  /** Never zero. */
  vector: Float32Array;
  owner: string;
  visibility: Visibility;
}

export interface StoredPoint {
  messageId: number;
  visibility: Visibility;
}

export interface ServerNeighbour {
  messageId: number;
  /** Cosine of the angle, -1 to 1. */
  similarity: number;
}

export interface PointCounts {
  all: number;
  ofTeam: number;
}
