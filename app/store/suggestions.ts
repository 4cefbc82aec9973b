import type { Kysely } from "kysely";
import { mostEdits, nearStems, possibleTypos, type Typo, wordInstead } from "../search/typos.ts";
import type { TextIndex } from "./engine.ts";
import type { Suggestion } from "./store.ts";
import type { Database } from "./tables.ts";
import type { TextMatch } from "./text-hits.ts";

/**
 * Other words for those of `query` that occur in nothing that `viewer` sees. Each is read from a text
 * that it sees, and nothing that it does not see changes which are given.
 */
export async function suggestions(
  db: Kysely<Database>,
  textIndex: TextIndex,
  viewer: string,
  query: string,
): Promise<Suggestion[]> {
  const found: Suggestion[] = [];
  for (const typo of possibleTypos(query)) {
    const [place] = await textIndex.places(db, viewer, typo.stem, 1);
    if (place !== undefined) continue;
    const instead = await wordsInstead(db, textIndex, viewer, typo);
    if (instead.length > 0) found.push({ word: typo.word, instead });
  }
  return found;
}

const mostInstead = 5;

/** The first letter is taken for right: to look at every word would take too long. */
async function wordsInstead(
  db: Kysely<Database>,
  textIndex: TextIndex,
  viewer: string,
  typo: Typo,
): Promise<string[]> {
  const stems = await textIndex.stems(db, viewer, {
    initial: typo.stem.slice(0, 1),
    longest: typo.stem.length + mostEdits(typo) + 1,
  });
  for (const equallyNear of nearStems(typo, stems)) {
    const words = new Set<string>();
    for (const stem of equallyNear) {
      const places = await textIndex.places(db, viewer, stem, placesRead);
      const word = await writtenWord(db, typo, stem, places);
      if (word !== undefined) words.add(word);
      if (words.size === mostInstead) break;
    }
    if (words.size > 0) return [...words];
  }
  return [];
}

const placesRead = 3;

/** The stem as it is written in one of `places`; undefined where it is too far from the typo there. */
async function writtenWord(
  db: Kysely<Database>,
  typo: Typo,
  stem: string,
  places: TextMatch[],
): Promise<string | undefined> {
  for (const place of places) {
    const word = wordInstead(typo, stem, await textAt(db, place));
    if (word !== undefined) return word;
  }
  return undefined;
}

async function textAt(db: Kysely<Database>, { messageId, conversationId }: TextMatch) {
  const query =
    messageId === null
      ? db.selectFrom("core.conversations").select("title as text").where("id", "=", conversationId)
      : db.selectFrom("core.messages").select("text").where("id", "=", messageId);
  return (await query.executeTakeFirst())?.text ?? "";
}
