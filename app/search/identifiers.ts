import { partedWords } from "./parted-words.ts";
import { isOfWord, runsAround } from "./runs.ts";
import { longestWord, unspacedRuns } from "./words.ts";

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
  const phrases = new Set(partedWords(text));
  for (const { text: run } of runsAround(joint, isOfJoined, text)) {
    for (const [joined] of run.matchAll(joinedWords)) {
      if (joined.length <= longestWord) phrases.add(joined.replace(/[_-]/g, ""));
    }
  }
  for (const run of unspacedRuns(text)) phrases.add(Array.from(run).join(" "));
  return phrases;
}

const joint = /(?:[A-Za-z\d]|[^\p{ASCII}])[_-](?:[A-Za-z\d]|[^\p{ASCII}])/gu;

/** From the start of a word on alone: else each letter of a long one would be the start of a try. */
const joinedWords = /(?<![\p{L}\p{N}])[\p{L}\p{N}]+(?:[_-][\p{L}\p{N}]+)+/gu;

function isOfJoined(code: number): boolean {
  return code === 45 || code === 95 || isOfWord(code);
}
