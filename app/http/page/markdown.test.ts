import { assert, property, string } from "fast-check";
import { expect, test } from "vitest";
import { blocks, spans } from "./markdown.js";

test("fences become code and keep every character", () => {
  expect(blocks("Look:\n```ts\nif (a) {\n\n  b();\n}\n```\nDone.")).toEqual([
    { kind: "paragraph", text: "Look:" },
    { kind: "code", language: "ts", text: "if (a) {\n\n  b();\n}" },
    { kind: "paragraph", text: "Done." },
  ]);
});

test("a fence ends only at its own kind, at least as long", () => {
  expect(blocks("````md\n```\ncode\n```\n~~~\n````\nafter")).toEqual([
    { kind: "code", language: "md", text: "```\ncode\n```\n~~~" },
    { kind: "paragraph", text: "after" },
  ]);
});

test("a fence that is never closed takes the rest", () => {
  expect(blocks("~~~\na\n\nb")).toEqual([{ kind: "code", language: "", text: "a\n\nb" }]);
});

test("headings, lists and quotes are told apart", () => {
  expect(blocks("## Plan\n- one\n  2. two\n\n> said\n> twice\nend\nof it")).toEqual([
    { kind: "heading", text: "Plan" },
    {
      kind: "list",
      items: [
        { depth: 0, marker: "-", text: "one" },
        { depth: 1, marker: "2.", text: "two" },
      ],
    },
    { kind: "quote", text: "said\ntwice" },
    { kind: "paragraph", text: "end\nof it" },
  ]);
});

test("code, emphasis and links are found within a line", () => {
  expect(spans("Use `a*b*c`, **never** *this*: [why](https://example.org/?a=1).")).toEqual([
    { kind: "text", text: "Use " },
    { kind: "code", text: "a*b*c" },
    { kind: "text", text: ", " },
    { kind: "strong", text: "never" },
    { kind: "text", text: " " },
    { kind: "emphasis", text: "this" },
    { kind: "text", text: ": " },
    { kind: "link", text: "why", url: "https://example.org/?a=1" },
    { kind: "text", text: "." },
  ]);
});

test("only links to the web can be followed", () => {
  expect(spans("[a](javascript:alert`1`)")).toEqual([{ kind: "code", text: "a" }]);
  expect(spans("[app.ts](file:///home/ada/app.ts)")).toEqual([{ kind: "code", text: "app.ts" }]);
});

test("arithmetic is no emphasis", () => {
  expect(spans("2 * 3 * 4")).toEqual([{ kind: "text", text: "2 * 3 * 4" }]);
});

test("text without markup is kept as it is", () => {
  assert(
    property(string({ unit: "grapheme" }), (text) => {
      const plain = text.replace(/[`*[\]]/g, "");
      expect(
        spans(plain)
          .map((span) => span.text)
          .join(""),
      ).toBe(plain);
    }),
  );
});

test("a megabyte of marks without an end is read in time", () => {
  const startedAt = performance.now();
  for (const mark of ["`", "**", "*a", "[", "[a](", "```\n", "> ", "- a\n"]) {
    const text = mark.repeat(1_000_000 / mark.length);
    blocks(text);
    spans(text);
  }
  expect(performance.now() - startedAt).toBeLessThan(5_000);
});
