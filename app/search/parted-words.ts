import { isOfWord } from "./runs.ts";
import { longestWord, wordParts, wordsOf } from "./words.ts";

/**
 * The words of `text` that have parts, with spaces between those: `getUserName` → get User Name. In one
 * pass over its characters, since most words have no parts; what has other characters than those of
 * ASCII gets a closer look.
 */
export function partedWords(text: string): string[] {
  const found: string[] = [];
  let wordStart = 0;
  let partStart = 0;
  /** Those of the word so far, with a space behind each; the last one is still to come. */
  let parts = "";
  let isAscii = true;
  let kind = none;
  for (let index = 0; index <= text.length; index++) {
    const next = index < text.length ? kindOf(text.charCodeAt(index)) : none;
    if (next === kind && next !== upper) continue;
    if (next === beyondAscii) isAscii = false;
    if (kind === none) {
      wordStart = index;
      partStart = index;
    } else if (next === none) {
      if (!isAscii) {
        for (const one of anyPartedWords(text.slice(wordStart, index))) found.push(one);
      } else if (parts !== "" && index - wordStart <= longestWord) {
        found.push(parts + text.slice(partStart, index));
      }
      parts = "";
      isAscii = true;
    } else {
      const end = endOfPart(kind, next, index);
      if (end > partStart) {
        parts += `${text.slice(partStart, end)} `;
        partStart = end;
      }
    }
    kind = next === upper && isUpper(kind) ? uppers : next;
  }
  return found;
}

/** Kinds of characters; `uppers` is one in upper case behind another. */
const [none, lower, upper, uppers, digit, beyondAscii] = [0, 1, 2, 3, 4, 5];

function kindOf(code: number): number {
  return code < 128 ? (asciiKinds[code] ?? none) : beyondAscii;
}

const asciiKinds = Uint8Array.from({ length: 128 }, (_, code) => {
  if (!isOfWord(code)) return none;
  const character = String.fromCharCode(code);
  if (/\d/.test(character)) return digit;
  return /[a-z]/.test(character) ? lower : upper;
});

/** Where a part ends that goes up to `index` at most; 0 where it goes on. */
function endOfPart(kind: number, next: number, index: number): number {
  // Of `HTTPServer` the last letter in upper case begins the next part.
  if (next === lower) return kind === uppers ? index - 1 : kind === digit ? index : 0;
  if (next === upper) return isUpper(kind) ? 0 : index;
  return index;
}

function isUpper(kind: number): boolean {
  return kind === upper || kind === uppers;
}

function anyPartedWords(run: string): string[] {
  return wordsOf(run).flatMap(({ text }) => {
    const parts = text.length > longestWord ? [] : wordParts(text);
    return parts.length > 1 ? parts.map((part) => part.text).join(" ") : [];
  });
}
