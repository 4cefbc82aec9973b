import fc from "fast-check";
import { expect, it } from "vitest";
import { identifierForms } from "./identifiers.ts";
import { longestWord, unspacedRuns, wordParts, wordsOf } from "./words.ts";

it.each<[string, string[]]>([
  ["plain words only", []],
  ["getUserName", ["get User Name"]],
  ["HTTPServer and utf8Decoder2", ["HTTP Server", "utf 8 Decoder 2"]],
  ["sign_in, sign-in", ["signin"]],
  ["src/app/UserService.ts", ["User Service"]],
  ["MAX_RETRY_COUNT", ["MAXRETRYCOUNT"]],
  ["getUserName() calls getUserName", ["get User Name"]],
  ["你好 world", ["你 好"]],
  ["aB".repeat(40), []],
  ["", []],
])("gives the forms of %j", (text, forms) => {
  expect(identifierForms(text).map((words) => words.join(" "))).toEqual(forms);
});

it("comes to an end with a word that has none", () => {
  // Hours, were each of its letters tried as the start of a word.
  expect(identifierForms("x".repeat(3_000_000))).toEqual([]);
});

it("takes as many identifiers as there are", () => {
  const names = Array.from({ length: 200_000 }, (_, index) => `é${index}Name`);
  expect(identifierForms(names.join("—"))).toHaveLength(names.length);
});

it("finds what looking at each word would find", () => {
  const piece = fc.oneof(
    fc.constantFrom(
      "get",
      "User",
      "HTTP",
      "v2",
      "x",
      "É",
      "é",
      "ñ",
      "你好",
      "ไทย",
      "\u{1f511}",
      "e\u0301",
    ),
    fc.constantFrom("_", "-", " ", ".", "\n", "—", "²", "A", "1"),
    fc.string({ maxLength: 3 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      const text = pieces.join("");
      expect(identifierForms(text)).toEqual(formsByWord(text));
    }),
  );
});

/** The plain way, which takes four times as long. */
function formsByWord(text: string): string[][] {
  const phrases = new Set<string>();
  for (const word of wordsOf(text)) {
    const parts = word.text.length > longestWord ? [] : wordParts(word.text);
    if (parts.length > 1) phrases.add(parts.map((part) => part.text).join(" "));
  }
  const joinedWords = /(?<![\p{L}\p{N}])[\p{L}\p{N}]+(?:[_-][\p{L}\p{N}]+)+/gu;
  for (const [joined] of text.matchAll(joinedWords)) {
    if (joined.length <= longestWord) phrases.add(joined.replace(/[_-]/g, ""));
  }
  for (const run of unspacedRuns(text)) phrases.add(Array.from(run).join(" "));
  return Array.from(phrases, (phrase) => phrase.split(" "));
}
