import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matcherOf } from "./matches.ts";
import { snippetOf as snippetIn, snippetLength } from "./snippet.ts";

const snippetOf = (text: string, query: string) => snippetIn(text, matcherOf(query));

/** The snippet with its marks in brackets. */
function marked(text: string, query: string): string {
  const { snippet, marks } = snippetOf(text, query);
  let shown = "";
  let end = 0;
  for (const [from, to] of marks) {
    shown += `${snippet.slice(end, from)}[${snippet.slice(from, to)}]`;
    end = to;
  }
  return shown + snippet.slice(end);
}

const filler = (words: number) => "filler ".repeat(words);

describe("snippetOf", () => {
  it.each([
    ["tests keep failing", "The test kept failing.", "The [test] kept [failing]."],
    ["user name", "call getUserName()", "call get[User][Name]()"],
    ["getUserName", "call get_user_name()", "call [get]_[user]_[name]()"],
    ["NAIVE", "a naïve idea", "a [naïve] idea"],
    ["世界", "你好世界!", "你好[世界]!"],
    ["bug在世界", "你好世界,又一个世界", "你好世界,又一个世界"],
    ["好", "你好世界", "你[好]世界"],
    ["the test", "the test", "the [test]"],
    ["the", "the test", "[the] test"],
    ["absent", "The test kept failing.", "The test kept failing."],
    ["?!", "What?!", "What?!"],
    ["any", "", ""],
  ])("marks %j in %j", (query, text, shown) => {
    expect(marked(text, query)).toBe(shown);
  });

  it("shows the start of a long text in which nothing matches", () => {
    const { snippet, marks } = snippetOf(filler(100), "absent");
    expect(snippet).toBe(`${filler(28).trim()}…`);
    expect(marks).toEqual([]);
  });

  it("shows the place where the most different words stand", () => {
    const text = `${filler(40)}salt salt salt ${filler(60)}salt and pepper ${filler(60)}`;
    expect(marked(text, "pepper salt")).toBe(
      `…${filler(8)}[salt] and [pepper] ${filler(18).trim()}…`,
    );
  });

  it("fills the snippet where the text ends soon after the match", () => {
    const { snippet } = snippetOf(`${filler(60)}salt`, "salt");
    expect(snippet).toBe(`…${filler(27)}salt`);
  });

  it("cuts a text without spaces, but no character", () => {
    const { snippet } = snippetOf("😀".repeat(300), "absent");
    expect(snippet).toBe(`${"😀".repeat(snippetLength / 2)}…`);
    expect(snippetOf(`x${"😀".repeat(300)}`, "absent").snippet).toBe(`x${"😀".repeat(99)}…`);
    const inside = `${"😀".repeat(200)}salt${"😀".repeat(200)}`;
    expect(marked(inside, "salt")).toBe(`…${"😀".repeat(32)}[salt]${"😀".repeat(66)}…`);
  });

  it("marks what fits of a match that is longer than a snippet", () => {
    const word = "x".repeat(500);
    expect(marked(`${filler(20)}${word}`, word)).toBe(`…[${"x".repeat(200)}]…`);
  });

  it("is a piece of the text with marks in order, whatever the text", () => {
    const word = fc.constantFrom(
      "salt",
      "Salt",
      "saltMine",
      "pepper",
      "世界",
      "😀",
      "👩‍👩‍👧",
      "é",
      "\n",
    );
    const gap = fc.constantFrom("", " ", "  ", "_", "\n\n");
    const text = fc
      .array(fc.oneof(fc.tuple(word, gap), fc.tuple(fc.string({ unit: "binary" }), gap)), {
        maxLength: 150,
      })
      .map((pairs) => pairs.flat().join("").toWellFormed());
    const query = fc.array(word, { maxLength: 4 }).map((words) => words.join(" "));
    fc.assert(
      fc.property(text, query, (text, query) => {
        const { snippet, marks } = snippetOf(text, query);
        const startsInside = snippet.startsWith("…") && !text.startsWith("…");
        const endsInside = snippet.endsWith("…") && !text.endsWith("…");
        const piece = snippet.slice(startsInside ? 1 : 0, endsInside ? -1 : undefined);
        expect(text).toContain(piece);
        expect(piece.length).toBeLessThanOrEqual(snippetLength);
        expect(snippet.isWellFormed()).toBe(true);
        if (text.length <= snippetLength) expect(snippet).toBe(text);
        const edges = marks.flat();
        expect(edges).toEqual(edges.toSorted((one, other) => one - other));
        for (const [start, end] of marks) {
          expect(snippet.slice(start, end)).toMatch(/^[\p{L}\p{N}\p{M}\p{Co}]+$/u);
        }
      }),
      { numRuns: 500 },
    );
  });
});
