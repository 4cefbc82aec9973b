import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fold, unspacedRuns, wordParts, wordsOf } from "./words.ts";

describe("wordsOf", () => {
  it("gives words with their places", () => {
    expect(wordsOf("a_b café, x²!")).toEqual([
      { text: "a", start: 0 },
      { text: "b", start: 2 },
      { text: "café", start: 4 },
      { text: "x²", start: 10 },
    ]);
  });
});

describe("wordParts", () => {
  it.each([
    ["word", ["word"]],
    ["Word", ["Word"]],
    ["WORD", ["WORD"]],
    ["getUserName", ["get", "User", "Name"]],
    ["XMLHttpRequest2", ["XML", "Http", "Request", "2"]],
    ["ÉtatÉtrange", ["État", "Étrange"]],
  ])("parts %s", (word, parts) => {
    expect(wordParts(word).map(({ text }) => text)).toEqual(parts);
  });

  it("leaves nothing out", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        for (const word of wordsOf(text)) {
          const parts = wordParts(word.text);
          expect(parts.map((part) => part.text).join("")).toBe(word.text);
          for (const part of parts) {
            expect(word.text.startsWith(part.text, part.start)).toBe(true);
          }
        }
      }),
    );
  });
});

describe("fold", () => {
  it("takes away case and diacritics, composed or not", () => {
    expect(["Naïve", "NAI\u0308VE", "İstanbul", "a1"].map(fold)).toEqual([
      "naive",
      "naive",
      "istanbul",
      "a1",
    ]);
  });
});

describe("unspacedRuns", () => {
  it("gives runs of writing without spaces", () => {
    expect(unspacedRuns("see 你好世界 and カタカナー, 안녕")).toEqual(["你好世界", "カタカナー"]);
  });
});
