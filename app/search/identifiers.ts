import { longestWord, unspacedRuns, wordParts, wordsOf } from "./words.ts";

/**
 * The further ways in which the identifiers of `text` can be asked for, each as a list of words
 * that follow each other: `getUserName` → get user name, `sign_in` → signin. Text without spaces
 * between words gives its single characters. Each way is given once.
 */
export function identifierForms(text: string): string[][] {
  const forms = new Map<string, string[]>();
  const add = (words: string[]) => forms.set(words.join(" "), words);
  for (const word of wordsOf(text)) {
    if (word.text.length > longestWord) continue;
    const parts = wordParts(word.text);
    if (parts.length > 1) add(parts.map((part) => part.text));
  }
  for (const [joined] of text.matchAll(joinedWords)) {
    if (joined.length <= longestWord) add([joined.replace(/[_-]/g, "")]);
  }
  for (const run of unspacedRuns(text)) add(Array.from(run));
  return [...forms.values()];
}

/** From the start of a word on alone: else each letter of a long one would be the start of a try. */
const joinedWords = /(?<![\p{L}\p{N}])[\p{L}\p{N}]+(?:[_-][\p{L}\p{N}]+)+/gu;
