import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyNeedle, type Hit, nextHit, rulesFor } from "./prefilter.ts";
import { rules } from "./rules/rules.ts";

describe.each(rules)("$id, $description", (rule) => {
  test.each(rule.examples.secrets)("is not missed in %j", (example) => {
    const hits = hitsIn(example.replaceAll(/[«»]/g, ""));
    expect(hits.some(({ needle }) => rulesFor(needle).includes(rule))).toBe(true);
  });

  test("is looked for at each of its needles", () => {
    for (const needle of rule.needles) {
      const texts = "ignoresCase" in rule ? [needle, needle.toUpperCase()] : [needle];
      for (const text of texts) {
        const hits = hitsIn(`(${text})`).filter(({ needle }) => rulesFor(needle).includes(rule));
        expect(hits.map((hit) => hit.index)).toContain(1);
      }
    }
  });
});

test("text without a needle has no place to look at", () => {
  expect(hitsIn("Reads the file and splits it into lines.")).toEqual([]);
});

test("needles may overlap", () => {
  expect(hitsIn("secretoken").map((hit) => hit.index)).toEqual([0, 5]);
});

test("the places are those where the expression of all needles matches", () => {
  const pieces = fc.oneof(
    fc.constantFrom(...rules.flatMap((rule) => rule.needles)),
    fc.constantFrom("K", "ſ", "é", "\u{1f511}", " ", "=", "s", "ke"),
    fc.string({ maxLength: 4 }),
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), fc.boolean(), (texts, isUpper) => {
      const text = isUpper ? texts.join("").toUpperCase() : texts.join("");
      expect(hitsIn(text)).toEqual(matchesOf(new RegExp(anyNeedle, "g"), text));
    }),
  );
});

function hitsIn(text: string): Hit[] {
  const hits: Hit[] = [];
  for (let hit = nextHit(text, 0); hit !== undefined; hit = nextHit(text, hit.index + 1)) {
    hits.push(hit);
  }
  return hits;
}

function matchesOf(expression: RegExp, text: string): Hit[] {
  const hits: Hit[] = [];
  for (let match = expression.exec(text); match !== null; match = expression.exec(text)) {
    hits.push({ index: match.index, needle: match[0] });
    expression.lastIndex = match.index + 1;
  }
  return hits;
}
