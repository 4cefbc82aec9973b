import type { Search, SearchMode } from "../../../app/search/search.ts";
import { chatNames } from "./corpus.ts";
import { type LabelledQuery, type QueryKind, queries, queryKinds } from "./queries.ts";

/** How well answers fit the labels, 0 to 1 each; means over the queries. */
export interface Quality {
  /** Normalized discounted cumulative gain of the first 10: 1 where all that fits comes first. */
  ndcg: number;
  /** Share of what fits that is among the first 10. */
  recall: number;
}

export interface ModeQuality extends Quality {
  byKind: Record<QueryKind, Quality>;
}

/** The quality of a search over the corpus in one mode. */
export async function qualityOf(search: Search, mode: SearchMode): Promise<ModeQuality> {
  const names = chatNames();
  const scored: (Quality & Pick<LabelledQuery, "kind">)[] = [];
  for (const { kind, query, filters, relevant } of queries) {
    const { hits } = await search({ query, limit: depth, mode, ...(filters && { filters }) });
    const found = hits.map(({ session }) => names.get(session.id) ?? session.id);
    scored.push({ kind, ...qualityOfAnswer(found, relevant) });
  }
  const byKind = queryKinds.map((kind) => [kind, mean(scored.filter((one) => one.kind === kind))]);
  return { ...mean(scored), byKind: Object.fromEntries(byKind) };
}

const depth = 10;

/** Of one answer, where all that is relevant is equally so. */
export function qualityOfAnswer(found: string[], relevant: string[]): Quality {
  const gains = found.slice(0, depth).map((name) => (relevant.includes(name) ? 1 : 0));
  const best = relevant.slice(0, depth).map(() => 1);
  const hits = gains.reduce<number>((sum, gain) => sum + gain, 0);
  return { ndcg: discounted(gains) / discounted(best), recall: hits / relevant.length };
}

/** Järvelin and Kekäläinen, Cumulated gain-based evaluation of IR techniques, TOIS 2002. */
function discounted(gains: number[]): number {
  return gains.reduce((sum, gain, index) => sum + gain / Math.log2(index + 2), 0);
}

function mean(all: Quality[]): Quality {
  const of = (figure: keyof Quality) => all.reduce((sum, one) => sum + one[figure], 0) / all.length;
  return { ndcg: of("ndcg"), recall: of("recall") };
}
