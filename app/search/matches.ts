import { queryPhrases } from "./query-terms.ts";
import { isOfWord, runsAround } from "./runs.ts";
import { stem } from "./stem.ts";
import { fold, stopWords, unspacedRuns, type Word, wordParts, wordsOf } from "./words.ts";

/** A place of a text where a word of the query stands, in whatever inflection. */
export interface Match {
  start: number;
  end: number;
  /** What was looked for; the same for all its inflections. */
  term: string;
}

/** Of a longer text only the start is read, so that a pasted log costs no time. */
const charactersRead = 200_000;

/**
 * Finds the words of `query` in texts, in order of place, never overlapping. Within an identifier only
 * the parts that fit match.
 */
export function matcherOf(query: string): Matcher {
  const phrases = queryPhrases(query);
  const [terms, unspacedTerms] = [termsOf(phrases), unspacedTermsOf(phrases)];
  const leads = leadsOf(terms);
  return (text) => {
    const start = text.slice(0, charactersRead);
    const matches = [...wordMatches(start, terms, leads), ...runMatches(start, unspacedTerms)];
    matches.sort((one, other) => one.start - other.start || other.end - one.end);
    let coveredTo = 0;
    return matches.filter((match) => {
      const apart = match.start >= coveredTo;
      if (apart) coveredTo = match.end;
      return apart;
    });
  };
}

export type Matcher = (text: string) => Match[];

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

function wordMatches(text: string, terms: Set<string>, leads: RegExp): Match[] {
  const stems = new Map<string, string>();
  const stemOf = (word: string) => {
    const known = stems.get(word) ?? stem(fold(word));
    stems.set(word, known);
    return known;
  };
  const matchesIn = (word: Word) => {
    const whole = stemOf(word.text);
    if (terms.has(whole)) return match(word.start, word.text, whole);
    return wordParts(word.text)
      .filter((part) => terms.has(stemOf(part.text)))
      .map((part) => match(word.start + part.start, part.text, stemOf(part.text)));
  };
  return Array.from(runsAround(leads, isOfWord, text), (run) =>
    wordsOf(run.text).flatMap(({ text, start }) => matchesIn({ text, start: run.start + start })),
  ).flat();
}

/** Stands in every word with one of these stems and in few others, or in what is not ASCII. */
function leadsOf(terms: Set<string>): RegExp {
  return new RegExp([...Array.from(terms, leadOf), "[\\u0080-\\uffff]"].join("|"), "gi");
}

/** Letters with which every word begins that has this stem; only its last one may be another. */
export function leadOf(stem: string): string {
  return stem.slice(0, Math.min(3, Math.max(1, stem.length - 1)));
}

function runMatches(text: string, runs: Set<string>): Match[] {
  return [...runs].flatMap((run) =>
    Array.from(text.matchAll(new RegExp(run, "gu")), ({ index }) => match(index, run, run)),
  );
}

function match(start: number, written: string, term: string): Match {
  return { start, end: start + written.length, term };
}
