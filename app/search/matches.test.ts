import fc from "fast-check";
import { expect, it } from "vitest";
import { leadOf, matcherOf } from "./matches.ts";
import { stem } from "./stem.ts";

const endings = "ed ing ies sses ational izer abli ousness biliti iviti ation y e eed s".split(" ");
const letters = fc.stringMatching(/^[a-z]{1,6}$/);
const word = fc.tuple(letters, fc.constantFrom("", ...endings)).map((parts) => parts.join(""));

it("passes over no word that has the stem that is looked for", () => {
  fc.assert(
    fc.property(word, (text) => {
      expect(text.startsWith(leadOf(stem(text)))).toBe(true);
      expect(matcherOf(text)(`${text} and say${text.toUpperCase()}`)[0]).toMatchObject({
        start: 0,
        end: text.length,
      });
    }),
    { numRuns: 2_000 },
  );
});

it("finds words beside and around what is not ASCII", () => {
  const found = (text: string, query: string) =>
    matcherOf(query)(text).map(({ start, end }) => text.slice(start, end));
  expect(found("„Öl“—Ölofen, ÖLIG", "ol")).toEqual(["Öl"]);
  expect(found("naïve NAÏVE naive", "naive")).toEqual(["naïve", "NAÏVE", "naive"]);
  expect(found("Ärger—retry… retried", "retry")).toEqual(["retry", "retried"]);
});
