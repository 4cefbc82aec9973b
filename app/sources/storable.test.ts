import fc from "fast-check";
import { expect, test } from "vitest";
import { deepestNesting, storable } from "./storable.ts";

test("NUL characters are dropped and lone surrogates replaced, in values and in keys", () => {
  expect(storable({ "a\0b": ["\0x", { text: "half \ud83d, whole \u{1f600}" }] })).toEqual({
    ab: ["x", { text: "half \ufffd, whole \u{1f600}" }],
  });
});

test("what needs no change is shared, and the value itself is never altered", () => {
  const clean = { list: [1, "two", null] };
  const value = { clean, dirty: "\0" };
  const result = storable(value) as typeof value;
  expect(result).toEqual({ clean, dirty: "" });
  expect(result.clean).toBe(clean);
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
