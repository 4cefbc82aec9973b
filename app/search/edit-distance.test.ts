import fc from "fast-check";
import { expect, it } from "vitest";
import { editDistance } from "./edit-distance.ts";

it.each([
  ["retry", "retry", 0],
  ["retrry", "retry", 1],
  ["rety", "retry", 1],
  ["rerty", "retry", 1],
  ["redry", "retry", 1],
  ["rtery", "retry", 1],
  ["breaad", "bred", 2],
  ["", "ab", 2],
  ["kitten", "sitting", undefined],
  ["ab", "", 2],
  ["retry", "backoff", undefined],
])("from %j to %j it is %j", (one, other, distance) => {
  expect(editDistance(one, other, 2)).toBe(distance);
});

const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 8 });

it("is the same both ways, and no more than the letters of the longer word", () => {
  fc.assert(
    fc.property(word, word, (one, other) => {
      const distance = editDistance(one, other, 8);
      expect(distance).toBe(editDistance(other, one, 8));
      expect(distance).toBeLessThanOrEqual(Math.max(one.length, other.length));
      expect(distance === 0).toBe(one === other);
      expect(editDistance(one, other, 1)).toBe(Number(distance) <= 1 ? distance : undefined);
    }),
  );
});
