import type { Word } from "./words.ts";

/** The stretches of `text` in which `mark` matches, as long as their characters pass `isOfRun`. */
export function* runsAround(
  mark: RegExp,
  isOfRun: (code: number) => boolean,
  text: string,
): Generator<Word> {
  const marks = new RegExp(mark);
  let end = 0;
  for (let found = marks.exec(text); found !== null; found = marks.exec(text)) {
    let start = found.index;
    while (start > end && isOfRun(text.charCodeAt(start - 1))) start--;
    end = found.index;
    while (end < text.length && isOfRun(text.charCodeAt(end))) end++;
    marks.lastIndex = end;
    yield { text: text.slice(start, end), start };
  }
}

/** May be a character of a word: outside ASCII that takes a closer look. */
export function isOfWord(code: number): boolean {
  const isDigit = code >= 48 && code <= 57;
  const isLetter = (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
  return isLetter || isDigit || code > 127;
}
