/** A word of a text, with its place. */
export interface Word {
  /** As written. */
  text: string;
  /** Index of its first UTF-16 unit. */
  start: number;
}

/** Runs of letters, digits and marks: the same characters that SQLite's `unicode61` keeps. */
export function wordsOf(text: string): Word[] {
  const matches = text.matchAll(wordPattern(text));
  return Array.from(matches, (match) => ({ text: match[0], start: match.index }));
}

/** The same without their places. */
export function writtenWords(text: string): string[] {
  return text.match(wordPattern(text)) ?? [];
}

function wordPattern(text: string): RegExp {
  return beyondAscii.test(text) ? anyWords : asciiWords;
}

const beyondAscii = /\P{ASCII}/u;
const anyWords = /[\p{L}\p{N}\p{M}\p{Co}]+/gu;
/** The same where there is nothing else, in a fraction of the time. */
const asciiWords = /[A-Za-z\d]+/g;

/** Longer runs without a space are data, such as keys or pictures in base64, and no words. */
export const longestWord = 64;

/** Lower case and without diacritics, as words are compared. */
export function fold(word: string): string {
  if (asciiWord.test(word)) return word.toLowerCase();
  return word.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** `getUserName2` → get, User, Name, 2 and `HTTPServer` → HTTP, Server; other words are one part. */
export function wordParts(word: string): Word[] {
  if (/^[A-Z]?[a-z]*$/.test(word)) return [{ text: word, start: 0 }];
  const parts = asciiWord.test(word) ? asciiParts : anyParts;
  return Array.from(word.matchAll(parts), (match) => ({ text: match[0], start: match.index }));
}

const anyParts =
  /\p{Lu}+(?=\p{Lu}\p{Ll})|\p{Lu}?[\p{Ll}\p{M}]+|\p{Lu}+|\p{N}+|[^\p{Lu}\p{Ll}\p{N}]+/gu;
const asciiWord = /^[A-Za-z\d]*$/;
/** As `anyParts` has it, in a third of the time. */
const asciiParts = /[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+/g;

/** Runs of characters that are written without spaces between words: Chinese, Japanese, Thai. */
export function unspacedRuns(text: string): string[] {
  return text.match(unspacedPattern) ?? [];
}

const unspacedPattern =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー]+/gu;

/**
 * Words that say nothing about what a text is on. Kept short: in chats about code `for`, `not`,
 * `if` and `new` are often what is asked about, but hardly ever what tells two chats apart.
 */
export const stopWords: ReadonlySet<string> = new Set(
  (
    "a about after all also am an and any are as at be because been but by can could did do does " +
    "for from had has have he her here him his how i if in into is it its just let like may me " +
    "more most my no not now of on one only or other our out over please she should so some such " +
    "than that the their them then there these they this those to too under up us use very was " +
    "we were what when where which while who why will with would you your"
  ).split(" "),
);
