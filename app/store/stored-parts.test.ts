import fc from "fast-check";
import { expect, it } from "vitest";
import type { Part } from "../sources/model.ts";
import { packedParts, unpackedParts } from "./stored-parts.ts";

const part = (text: string | undefined, raw?: unknown): Part => ({ kind: "markdown", text, raw });

it("keeps no text twice", () => {
  const [first, second] = ["The first paragraph.", "The second paragraph."];
  const text = `${first}\n\n${second}`;
  const parts = [part(first), part("a thought that nobody read"), part(second, { a: 1 })];
  expect(packedParts(parts, text)).toBe(
    '[{"kind":"markdown","at":[0,20]},' +
      '{"kind":"markdown","text":"a thought that nobody read"},' +
      '{"kind":"markdown","at":[22,43],"raw":{"a":1}}]',
  );
});

it("gives back what was packed, whatever it says", () => {
  const words = fc.constantFrom(
    "",
    "short",
    "a text of some length",
    "😀".repeat(9),
    "e\u0301 \0 \\",
  );
  const parts = fc.array(
    fc.record({
      kind: fc.string(),
      text: fc.option(fc.oneof(words, fc.string()), { nil: undefined }),
      raw: fc.option(fc.jsonValue(), { nil: undefined }),
    }),
  );
  fc.assert(
    fc.property(parts, fc.array(fc.oneof(words, fc.string())), (given, pieces) => {
      const text = [...given.map((one) => one.text ?? ""), ...pieces].join(" ");
      for (const around of [text, pieces.join("")]) {
        // What JSON cannot say of a raw value, such as -0, its hash does not tell apart either.
        const expected = given.map((one) => ({ ...one, raw: asJson(one.raw) }));
        expect(unpackedParts(packedParts(given, around), around)).toEqual(expected);
      }
    }),
  );
});

it("reads what was stored before texts were left out", () => {
  const stored = '[{"kind":"thinking","text":"Hm."},{"kind":"tool","raw":{"at":[0,1]}}]';
  expect(unpackedParts(stored, "Hm. Yes.")).toEqual([
    { kind: "thinking", text: "Hm.", raw: undefined },
    { kind: "tool", text: undefined, raw: { at: [0, 1] } },
  ]);
});

it("takes no time for thousands of parts that the text has not", () => {
  const parts = Array.from({ length: 10_000 }, (_, index) =>
    part(`thought number ${index} of many`),
  );
  const startedAt = performance.now();
  packedParts(parts, "word ".repeat(2_000_000));
  expect(performance.now() - startedAt).toBeLessThan(3_000);
});

function asJson(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
