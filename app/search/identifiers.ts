import { isOfWord, runsAround } from "./runs.ts";
import { asciiParts, longestWord, unspacedRuns, wordParts, wordsOf } from "./words.ts";

/**
 * The further ways in which the identifiers of `text` can be asked for, each as a list of words
 * that follow each other: `getUserName` → get user name, `sign_in` → signin. Text without spaces
 * between words gives its single characters. Each way is given once.
 */
export function identifierForms(text: string): string[][] {
  return Array.from(identifierPhrases(text), (phrase) => phrase.split(" "));
}

/** The same, each with spaces between its words. */
export function identifierPhrases(text: string): Set<string> {
  const phrases = new Set<string>();
  const seen = new Set<string>();
  for (const { text: run } of runsAround(breakInWord, isOfWord, text)) {
    if (seen.has(run)) continue;
    seen.add(run);
    for (const phrase of partedWords(run)) phrases.add(phrase);
  }
  for (const { text: run } of runsAround(joint, isOfJoined, text)) {
    for (const [joined] of run.matchAll(joinedWords)) {
      if (joined.length <= longestWord) phrases.add(joined.replace(/[_-]/g, ""));
    }
  }
  for (const run of unspacedRuns(text)) phrases.add(Array.from(run).join(" "));
  return phrases;
}

/** Most words have no parts: ASCII tells where one may have some, and all else has to be looked at. */
const breakInWord = /[a-z][A-Z\d]|[A-Z]{2}[a-z]|[A-Z]\d|\d[A-Za-z]|[^\p{ASCII}]/gu;
const joint = /(?:[A-Za-z\d]|[^\p{ASCII}])[_-](?:[A-Za-z\d]|[^\p{ASCII}])/gu;

/** From the start of a word on alone: else each letter of a long one would be the start of a try. */
const joinedWords = /(?<![\p{L}\p{N}])[\p{L}\p{N}]+(?:[_-][\p{L}\p{N}]+)+/gu;

function isOfJoined(code: number): boolean {
  return code === 45 || code === 95 || isOfWord(code);
}

/** The words in `run` that have parts, with spaces between those. */
function partedWords(run: string): string[] {
  if (asciiWord.test(run)) {
    return run.length > longestWord ? [] : [(run.match(asciiParts) ?? []).join(" ")];
  }
  return wordsOf(run).flatMap(({ text }) => {
    const parts = text.length > longestWord ? [] : wordParts(text);
    return parts.length > 1 ? parts.map((part) => part.text).join(" ") : [];
  });
}

const asciiWord = /^[A-Za-z\d]*$/;
