import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Database } from "./tables.ts";

/**
 * Where more match, not all of them are ranked: of half a million FTS5 takes half a second to tell the
 * best, and a word that is in so many hardly tells one from another.
 */
export const mostRanked = 100_000;

/** What is ranked, part by part: a later one is for what the earlier ones leave to be found. */
export interface RankedPart {
  /** Expression of FTS5. */
  match: string;
  /** Titles, and so many of the newest messages; default: all that match. */
  newest?: number;
}

/**
 * The parts of a search for any of `phrases`, expressions of FTS5: one where the matches are few enough,
 * else those of the rarer phrases first, and then the newest of all.
 */
export async function rankedParts(
  db: Kysely<Database>,
  phrases: string[],
  most = mostRanked,
): Promise<RankedPart[]> {
  const match = anyOf(phrases);
  if ((await newestId(db)) <= most || (await matchCount(db, match, most)) <= most) {
    return [{ match }];
  }
  const rarer = await rarerPhrases(db, phrases, most);
  // Words alone, which every query has: FTS5 counts a phrase of several in five times the time.
  const words = anyOf(phrases.filter((phrase) => !phrase.includes(" ")));
  const newest = { match: words, newest: most / 2 };
  // What the other words add to the rank of a match of a rarer one still counts.
  return rarer.length === 0 ? [newest] : [{ match: `(${anyOf(rarer)}) AND (${words})` }, newest];
}

/** The matches of a part, each with its `score`: the less the better. */
export function scoredMatches({ match, newest }: RankedPart): RawBuilder<unknown> {
  // The weights go by column: a title says most, a prompt a little more than an answer.
  const scored = sql`
    select rowid, bm25(messages_fts, 1.5, 1.2, 1.0, 0.6) as score
    from messages_fts where messages_fts match ${match}`;
  if (newest === undefined) return scored;
  // A title has the negative of an id.
  return sql`
    select * from (${scored} and rowid < 0)
    union all select * from (${scored} and rowid > 0 order by rowid desc limit ${newest})`;
}

/** The expression of FTS5 for any of `phrases`. */
export function anyOf(phrases: string[]): string {
  return phrases.join(" OR ");
}

async function newestId(db: Kysely<Database>): Promise<number> {
  const newest = await db
    .selectFrom("core.messages")
    .select((eb) => eb.fn.max("id").as("id"))
    .executeTakeFirst();
  return newest?.id ?? 0;
}

/** Those with the fewest matches, as many as have `most` together. */
async function rarerPhrases(
  db: Kysely<Database>,
  phrases: string[],
  most: number,
): Promise<string[]> {
  const counted: { phrase: string; count: number }[] = [];
  for (const phrase of phrases) counted.push({ phrase, count: await matchCount(db, phrase, most) });
  let left = most;
  return counted
    .toSorted((one, other) => one.count - other.count)
    .filter(({ count }) => {
      left -= count;
      return count > 0 && left >= 0;
    })
    .map(({ phrase }) => phrase);
}

/** Counted to one more than `most`. */
async function matchCount(db: Kysely<Database>, match: string, most: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (
      select 1 from messages_fts where messages_fts match ${match} limit ${most + 1}
    )`.execute(db);
  return rows[0]?.count ?? 0;
}
