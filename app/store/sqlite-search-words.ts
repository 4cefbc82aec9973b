import { type Kysely, sql } from "kysely";
import { queryPhrases } from "../search/query-terms.ts";
import type { TextQuestion } from "./engine.ts";
import { fits, hasFitting } from "./message-filter.ts";
import { searchIndex } from "./searched-messages.ts";
import {
  anyOf,
  mostRanked,
  type RankedPart,
  rankedParts,
  scoredMatches,
} from "./sqlite-search-frequent.ts";
import type { RankedMessage } from "./store.ts";
import type { Database } from "./tables.ts";
import { hitsAmong, matchesPerHit, type TextMatch } from "./text-hits.ts";
import { isVisibleTo } from "./visibility.ts";

/**
 * The index knows words alone: it gives the best of all, of which those are kept that the viewer sees
 * and that fit the filter. Where too few are left, every match is looked at. `most` are ranked where
 * more match.
 */
export async function searchWords(
  db: Kysely<Database>,
  question: TextQuestion,
  most = mostRanked,
): Promise<RankedMessage[]> {
  const { query, limit, filter } = question;
  const phrases = phrasesOf(query);
  if (phrases.length === 0) return [];
  const parts = await rankedParts(db, phrases, most);
  const deepest = limit * matchesPerHit;
  // To rank all matches takes the time, not to give some more of them.
  const isQuick = Object.keys(filter).length === 0 && parts.length === 1;
  for (const depth of isQuick ? [limit * 2, deepest] : [deepest]) {
    const best = await bestMatches(db, question, parts, depth);
    const seen = best.filter(isSeen);
    const hits = await hitsAmong(db, seen, question);
    if (hits.length === limit || best.length < depth) return hits;
    if (depth === deepest && seen.length === best.length) return hits;
  }
  const all = await ranked(db, question, { match: anyOf(phrases) }, deepest, "all");
  return hitsAmong(db, all.filter(isSeen), question);
}

/**
 * In double quotes. They hold letters, digits and marks only, so that nothing a person types is taken
 * for FTS5's query language.
 */
function phrasesOf(query: string): string[] {
  return queryPhrases(query).map((words) => `"${words.join(" ")}"`);
}

/** Of each part, until there are `depth`. */
async function bestMatches(
  db: Kysely<Database>,
  question: TextQuestion,
  parts: RankedPart[],
  depth: number,
): Promise<RankedMatch[]> {
  const best = new Map<number, RankedMatch>();
  for (const part of parts) {
    if (best.size >= depth) break;
    for (const match of await ranked(db, question, part, depth, "best")) {
      if (!best.has(match.rowid)) best.set(match.rowid, match);
    }
  }
  return [...best.values()].slice(0, depth);
}

/** The best matches, whatever they are, or the best of all that the viewer sees and that fit. */
async function ranked(
  db: Kysely<Database>,
  { viewer, filter }: TextQuestion,
  part: RankedPart,
  depth: number,
  looksAt: "best" | "all",
): Promise<RankedMatch[]> {
  const [candidates, join] = looksAt === "best" ? [depth, "left join"] : [withoutLimit, "join"];
  const { rows } = await sql<RankedMatch>`
    with matches as materialized (
      select rowid, score from (${scoredMatches(part)}) order by score, rowid limit ${candidates}
    )
    select matches.rowid, m.id as "messageId", c.id as "conversationId"
    from matches
      left join ${sql.table("core.messages")} as m indexed by ${sql.id(searchIndex)}
        on m.id = matches.rowid
      ${sql.raw(join)} ${sql.table("core.conversations")} as c
        on c.id = coalesce(m.conversation_id, -matches.rowid) and ${isVisibleTo(viewer)}
        and case when m.id is null then ${hasFitting(filter)} else ${fits(filter)} end
    order by score, matches.rowid limit ${depth}`.execute(db);
  return rows;
}

const withoutLimit = -1;

/** Without a conversation it is somebody else's, or does not fit. */
type RankedMatch = Omit<TextMatch, "conversationId"> & {
  conversationId: number | null;
  /** Of the index. */
  rowid: number;
};

function isSeen(match: RankedMatch): match is RankedMatch & TextMatch {
  return match.conversationId !== null;
}
