import { queryPhrases } from "./query-terms.ts";
import { stem } from "./stem.ts";
import { fold, stopWords, unspacedRuns, wordParts, wordsOf } from "./words.ts";

/** A place of a text where a word of the query stands, in whatever inflection. */
export interface Match {
  start: number;
  end: number;
  /** What was looked for; the same for all its inflections. */
  term: string;
}

/** Of a longer text only the start is read, so that a pasted log costs no time. */
const charactersRead = 200_000;

/** In order of place, never overlapping. Within an identifier only the parts that fit match. */
export function matchesOf(text: string, query: string): Match[] {
  const start = text.slice(0, charactersRead);
  const phrases = queryPhrases(query);
  const matches = [
    ...wordMatches(start, termsOf(phrases)),
    ...runMatches(start, unspacedTermsOf(phrases)),
  ];
  matches.sort((one, other) => one.start - other.start || other.end - one.end);
  let coveredTo = 0;
  return matches.filter((match) => {
    const apart = match.start >= coveredTo;
    if (apart) coveredTo = match.end;
    return apart;
  });
}

/** Stems of the query's words; stop words within a phrase are not worth a mark. */
function termsOf(phrases: string[][]): Set<string> {
  const words = phrases.flatMap((phrase) =>
    phrase.length === 1 ? phrase : phrase.filter((word) => !stopWords.has(fold(word))),
  );
  return new Set(words.map((word) => stem(fold(word))));
}

/** Those without spaces between words, which match as they are written. */
function unspacedTermsOf(phrases: string[][]): Set<string> {
  const written = phrases.map((phrase) => phrase.join(""));
  return new Set(written.filter((term) => unspacedRuns(term)[0] === term));
}

function wordMatches(text: string, terms: Set<string>): Match[] {
  const stems = new Map<string, string>();
  // A stem begins as its word does, so that most words are none of those looked for at first sight.
  const initials = new Set(Array.from(terms, (term) => term.charAt(0)));
  const mayMatch = (word: string) =>
    word.charCodeAt(0) > 127 || initials.has(word.charAt(0).toLowerCase());
  const stemOf = (word: string) => {
    const known = stems.get(word) ?? stem(fold(word));
    stems.set(word, known);
    return known;
  };
  return wordsOf(text).flatMap((word) => {
    if (mayMatch(word.text)) {
      const whole = stemOf(word.text);
      if (terms.has(whole)) return match(word.start, word.text, whole);
    }
    if (plainWord.test(word.text)) return [];
    return wordParts(word.text)
      .filter((part) => mayMatch(part.text) && terms.has(stemOf(part.text)))
      .map((part) => match(word.start + part.start, part.text, stemOf(part.text)));
  });
}

/** Of one part. */
const plainWord = /^[A-Z]?[a-z]*$/;

function runMatches(text: string, runs: Set<string>): Match[] {
  return [...runs].flatMap((run) =>
    Array.from(text.matchAll(new RegExp(run, "gu")), ({ index }) => match(index, run, run)),
  );
}

function match(start: number, written: string, term: string): Match {
  return { start, end: start + written.length, term };
}
