import type { SessionSummary, Store } from "../store/store.ts";
import type { WarningLog } from "../telemetry/log.ts";
import type { Embedder, VectorStore } from "../vectors/ports.ts";

export interface SearchRequest {
  query: string;
  /** 1 to 100; default 10. */
  limit: number;
}

export interface SearchResponse {
  hits: SearchHit[];
  /** `text` when the vectors could not answer. */
  modeUsed: "hybrid" | "text";
  /** Why the mode is not the one asked for, for people; undefined when it is. */
  fallbackReason: string | undefined;
  tookMs: number;
}

/** One session, shown by its best message. */
export interface SearchHit {
  session: SessionSummary;
  messageId: number;
  role: "user" | "assistant";
  /** Part of the message around the words that were found. */
  snippet: string;
  /** Character ranges of `snippet` to mark, each [start, end). */
  marks: [number, number][];
  /** Reciprocal rank fusion, higher is better; comparable within one response only. */
  score: number;
  /** Rank in each leg that found it; 1 is the best. */
  ranks: { text: number | undefined; vector: number | undefined };
}

export interface SearchParts {
  store: Store;
  vectors: VectorStore;
  embedder: Embedder;
  /** Hears why vectors could not answer, where that is nobody's business but the operator's. */
  log: WarningLog;
}

/** Answers searches. Implemented by `hybridSearch`. */
export type Search = (request: SearchRequest) => Promise<SearchResponse>;
