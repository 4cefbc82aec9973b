import { editDistance } from "./edit-distance.ts";
import { leadOf } from "./matches.ts";
import { stem } from "./stem.ts";
import { fold, longestWord, stopWords, type Word, wordParts, wordsOf } from "./words.ts";

/** A word of a query that may be mistyped. */
export interface Typo {
  /** As it is written. */
  word: string;
  /** What an index has in its place. */
  stem: string;
}

const mostWords = 8;
const shortestWord = 4;

/** The words of a query that are long enough to be taken for others, each once. */
export function possibleTypos(query: string): Typo[] {
  const words = wordsOf(query.slice(0, charactersRead)).flatMap(({ text }) =>
    wordParts(text).map((part) => part.text),
  );
  const telling = words.filter(
    (word) =>
      word.length >= shortestWord &&
      word.length <= longestWord &&
      /\p{L}/u.test(word) &&
      !stopWords.has(fold(word)),
  );
  return [...new Set(telling)]
    .slice(0, mostWords)
    .map((word) => ({ word, stem: stem(fold(word)) }));
}

const charactersRead = 1_000;

/** Letters that a mistyped word may differ in. */
export function mostEdits({ word }: Typo): number {
  return word.length < 6 ? 1 : 2;
}

/** Those of `stems` that are near that of a typo, in groups of equal distance, the nearest first. */
export function nearStems(typo: Typo, stems: Iterable<string>): string[][] {
  // A typo near the end of a word may take a letter more out of its stem.
  const most = mostEdits(typo) + 1;
  const groups = Array.from({ length: most + 1 }, (): string[] => []);
  for (const stem of stems) {
    const edits = editDistance(typo.stem, stem, most);
    if (edits !== undefined) groups[edits]?.push(stem);
  }
  return groups.map((group) => group.toSorted());
}

/** The word in `text` that has this stem and is near the typo, in lower case. */
export function wordInstead(typo: Typo, wanted: string, text: string): string | undefined {
  const written = fold(typo.word);
  const lead = leadOf(wanted);
  const isNear = ({ text: word }: Word) => {
    const folded = fold(word);
    if (!folded.startsWith(lead) || stem(folded) !== wanted) return false;
    return editDistance(written, folded, mostEdits(typo)) !== undefined;
  };
  for (const word of wordsOf(text.slice(0, charactersLookedAt))) {
    const found = [word, ...wordParts(word.text)].find(isNear);
    if (found !== undefined) return found.text.toLowerCase();
  }
  return undefined;
}

const charactersLookedAt = 200_000;
