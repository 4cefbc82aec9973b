import type { RankedMessage } from "../store/store.ts";
import type { Neighbour } from "../vectors/ports.ts";
import type { LegScores } from "./search.ts";

/**
 * The k of reciprocal rank fusion: how little the first ranks stand out. 60 is the value of the
 * paper, Cormack et al., Reciprocal Rank Fusion outperforms Condorcet, SIGIR 2009. Both legs weigh the
 * same: over the queries of `bench/search-quality.ts` a k of 10 to 60 with weights of 0.5 to 1 for the
 * vectors gives an nDCG@10 of 0.85 to 0.87, which is no reason for a choice of our own.
 */
export const fusionK = 60;

export interface FusedMessage {
  messageId: number;
  /** Sum of 1 / (k + rank) over the legs that found the message. */
  score: number;
  scores: LegScores;
}

/** One list out of two, best first; among equals the message that the text leg ranks higher. */
export function fuse(text: RankedMessage[], vectors: Neighbour[]): FusedMessage[] {
  const scoresById = new Map<number, LegScores>();
  for (const { messageId, rank } of text) scoresById.set(messageId, { text: { rank } });
  for (const { messageId, rank, similarity } of vectors) {
    scoresById.set(messageId, { ...scoresById.get(messageId), vectors: { rank, similarity } });
  }
  return Array.from(scoresById, ([messageId, scores]): FusedMessage => {
    const score = share(scores.text?.rank) + share(scores.vectors?.rank);
    return { messageId, score, scores };
  }).sort((one, other) => other.score - one.score);
}

function share(rank: number | undefined): number {
  return rank === undefined ? 0 : 1 / (fusionK + rank);
}
