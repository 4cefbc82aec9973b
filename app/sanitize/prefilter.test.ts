import { describe, expect, test } from "vitest";
import { prefilter, rulesFor } from "./prefilter.ts";
import { rules } from "./rules/rules.ts";

describe.each(rules)("$id, $description", (rule) => {
  test.each(rule.examples.secrets)("is not missed in %j", (example) => {
    const hits = hitsIn(example.replaceAll(/[«»]/g, ""));
    expect(hits.some(([needle]) => rulesFor(needle).includes(rule))).toBe(true);
  });

  test("is looked for at each of its needles", () => {
    for (const needle of rule.needles) {
      const texts = "ignoresCase" in rule ? [needle, needle.toUpperCase()] : [needle];
      for (const text of texts) {
        const hits = hitsIn(`(${text})`).filter(([needle]) => rulesFor(needle).includes(rule));
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

function hitsIn(text: string): RegExpExecArray[] {
  const hits: RegExpExecArray[] = [];
  prefilter.lastIndex = 0;
  for (let hit = prefilter.exec(text); hit !== null; hit = prefilter.exec(text)) {
    hits.push(hit);
    prefilter.lastIndex = hit.index + 1;
  }
  return hits;
}
