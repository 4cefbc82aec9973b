import type { MessageFilter } from "../store/message-filter.ts";
import type { Excerpt, Store } from "../store/store.ts";
import type { WarningLog } from "../telemetry/log.ts";
import type { Embedder, EmbedderSource, VectorStore } from "../vectors/ports.ts";
import type { LegGuards } from "./guards.ts";

export interface SearchRequest {
  query: string;
  /** Sessions on a page, 1 to 100; default 10. */
  limit: number;
  /** Default `hybrid`. */
  mode?: SearchMode;
  /** What a message must be to be found; default: anything. */
  filters?: MessageFilter;
  /** The `nextCursor` of the page before; default: the first page. */
  cursor?: string;
}

/** By words, by meaning, or by both at once. */
export type SearchMode = (typeof searchModes)[number];

export const searchModes = ["hybrid", "text", "semantic"] as const;

export interface SearchResponse {
  hits: SearchHit[];
  /** The mode asked for, or what was left of it. */
  modeUsed: SearchMode;
  /** Why the mode is not the one asked for; undefined when it is. */
  fallbackReason: Reason<FallbackReason> | undefined;
  /** Why hits may be missing that the mode would have found; absent when none are. */
  partialReason?: Reason<"filtered_vectors">;
  facets: Facets;
  /** What to ask instead, where nothing was found and words are like others that occur. */
  didYouMean?: string;
  /** Asks for the next page; absent on the last one. */
  nextCursor?: string;
  /** Whether it was made for an earlier request; absent where no cache was asked. */
  isFromCache?: boolean;
  tookMs: number;
}

/** A word for programs, which stays what it is, and a sentence for people. */
export interface Reason<Code extends string> {
  code: Code;
  message: string;
}

/** One session, shown by the place in its best message where the words were found. */
export interface SearchHit extends Excerpt {
  /** Reciprocal rank fusion, see `fuse`: higher is better; comparable within one response only. */
  score: number;
  /** Of each leg that found the message. */
  scores: LegScores;
}

export interface LegScores {
  text?: { rank: number };
  vectors?: { rank: number; similarity: number };
}

/** How many of the best matches there are of each kind, the most frequent first. */
export interface Facets {
  /** Messages that were counted: the best of each leg, and a few of a session at most. */
  messages: number;
  workspace: FacetCount[];
  source: FacetCount[];
  role: FacetCount[];
  model: FacetCount[];
}

export interface FacetCount {
  /** As the filter of the same name takes it. */
  value: string;
  messages: number;
}

/** What searches read of what one owner sees. */
export interface SearchIndex {
  store: Pick<Store, "searchText" | "candidates" | "excerpts" | "suggestions">;
  vectors: Pick<VectorStore, "nearest" | "hasAny" | "mostFiltered">;
}

export interface SearchParts extends SearchIndex {
  /** The embedder, or what gives for each search the one to use. */
  embedder: Embedder | EmbedderSource;
  /** Hears why vectors could not answer, where that is nobody's business but the operator's. */
  log: WarningLog;
  /** Default: those of `legGuards`, for this search alone. */
  guards?: LegGuards;
  /** Hears how long each part took; default: nobody. */
  recorder?: SearchRecorder;
}

/** What a search tells of its parts. */
export interface SearchRecorder {
  leg(leg: SearchLeg, seconds: number): void;
  fallback(reason: FallbackReason): void;
}

export type SearchLeg = (typeof searchLegs)[number];

/** `embedding` makes the vector that `vectors` looks for. */
export const searchLegs = ["text", "embedding", "vectors"] as const;

export type FallbackReason = (typeof fallbackReasons)[number];

/** Why one leg alone had to answer, the words or else, as `text_`, the vectors; each is a series. */
export const fallbackReasons = [
  "no_words",
  "no_vectors",
  "unavailable",
  "too_slow",
  "failed",
  "text_unavailable",
  "text_too_slow",
  "text_failed",
] as const;

/** Answers searches. Implemented by `hybridSearch`. */
export type Search = (request: SearchRequest, options?: SearchOptions) => Promise<SearchResponse>;

export interface SearchOptions {
  /** Whether the answer must be made for this request; default false. */
  isFresh: boolean;
}
