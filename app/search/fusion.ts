import type { RankedMessage } from "../store/store.ts";
import type { Neighbour } from "../vectors/ports.ts";
import type { LegScores } from "./search.ts";

/**
 * The k of reciprocal rank fusion: how little the first ranks stand out. 60 is the value of the
 * paper, Cormack et al., Reciprocal Rank Fusion outperforms Condorcet, SIGIR 2009.
 */
export const fusionK = 60;

export interface FusedMessage {
  messageId: number;
  /** Sum over the legs that found the message of 1 / (k + rank), of vectors times the similarity. */
  score: number;
  scores: LegScores;
}

/**
 * One list out of two, best first; among equals the message that the text leg ranks higher. What the
 * text leg finds has a word of the query, but any message is a neighbour of some kind, and one comes
 * first however little it has in common with the query: hence the similarity. Over the queries of
 * `bench/search-quality.ts` that is an nDCG@10 of 0.87 instead of 0.85, better for 8 queries and worse
 * for one; any k from 10 to 60 and weight of the vectors from 0.3 to 1 gives 0.85 to 0.87 there, which
 * is no reason for a choice of our own.
 */
export function fuse(text: RankedMessage[], vectors: Neighbour[]): FusedMessage[] {
  const scoresById = new Map<number, LegScores>();
  for (const { messageId, rank } of text) scoresById.set(messageId, { text: { rank } });
  for (const { messageId, rank, similarity } of vectors) {
    scoresById.set(messageId, { ...scoresById.get(messageId), vectors: { rank, similarity } });
  }
  return Array.from(scoresById, ([messageId, scores]) => {
    return { messageId, score: scoreOf(scores), scores };
  }).sort((one, other) => other.score - one.score);
}

function scoreOf({ text, vectors }: LegScores): number {
  const ofText = text === undefined ? 0 : share(text.rank);
  const ofVectors =
    vectors === undefined ? 0 : Math.max(0, vectors.similarity) * share(vectors.rank);
  return ofText + ofVectors;
}

function share(rank: number): number {
  return 1 / (fusionK + rank);
}
