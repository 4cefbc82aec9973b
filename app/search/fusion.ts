import type { RankedMessage } from "../store/store.ts";

/**
 * The k of reciprocal rank fusion: how little the first ranks stand out. 60 is the value of the
 * paper, Cormack et al., Reciprocal Rank Fusion outperforms Condorcet, SIGIR 2009.
 */
export const fusionK = 60;

export interface FusedMessage {
  messageId: number;
  /** Sum of 1 / (k + rank) over the legs that found the message. */
  score: number;
  ranks: { text: number | undefined; vector: number | undefined };
}

/** One list out of two, best first; among equals the message that the text leg ranks higher. */
export function fuse(text: RankedMessage[], vector: RankedMessage[]): FusedMessage[] {
  const textRanks = rankById(text);
  const vectorRanks = rankById(vector);
  const ids = new Set([...textRanks.keys(), ...vectorRanks.keys()]);
  const fused = Array.from(ids, (messageId): FusedMessage => {
    const ranks = { text: textRanks.get(messageId), vector: vectorRanks.get(messageId) };
    return { messageId, score: share(ranks.text) + share(ranks.vector), ranks };
  });
  return fused.sort((one, other) => other.score - one.score);
}

function rankById(ranked: RankedMessage[]): Map<number, number> {
  return new Map(ranked.map(({ messageId, rank }) => [messageId, rank]));
}

function share(rank: number | undefined): number {
  return rank === undefined ? 0 : 1 / (fusionK + rank);
}
