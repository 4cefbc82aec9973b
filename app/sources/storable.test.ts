import fc from "fast-check";
import { expect, test } from "vitest";
import { deepestNesting, storable } from "./storable.ts";

test("NUL characters are dropped and lone surrogates replaced, in values and in keys", () => {
  expect(storable({ "a\0b": ["\0x", { text: "half \ud83d, whole \u{1f600}" }] })).toEqual({
    ab: ["x", { text: "half \ufffd, whole \u{1f600}" }],
  });
});

test("a key alone is reason enough for a copy", () => {
  expect(storable([{ "a\0": 1 }])).toEqual([{ a: 1 }]);
});

test("what needs no change is given back, and the value itself is never altered", () => {
  const clean = { list: [1, "two", null] };
  expect(storable(clean)).toBe(clean);
  const value = { clean, dirty: "\0" };
  expect(storable(value)).toEqual({ clean, dirty: "" });
  expect(value.dirty).toBe("\0");
});

test("a key named __proto__ stays data", () => {
  const result = storable(JSON.parse('{"__proto__":{"evil":true},"text":"\\u0000"}'));
  expect(Object.keys(result as object)).toEqual(["__proto__", "text"]);
  expect(({} as Record<string, unknown>).evil).toBeUndefined();
});

test("nesting beyond the limit ends in null instead of a stack overflow", () => {
  const levels = 100_000;
  const deep = JSON.parse("[".repeat(levels) + "]".repeat(levels));
  expect(JSON.stringify(storable(deep))).toBe(
    `${"[".repeat(deepestNesting)}null${"]".repeat(deepestNesting)}`,
  );
});

test("every text it returns can be stored as UTF-8 without NUL", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.nat(0xffff).map((unit) => String.fromCharCode(unit)) }),
      (text) => {
        const stored = storable(text) as string;
        expect(stored).not.toContain("\0");
        expect(Buffer.from(stored).toString()).toBe(stored);
      },
    ),
  );
});
