import { literal } from "./literal.ts";
import type { Rule } from "./rules/rule.ts";
import { rules } from "./rules/rules.ts";

interface Needle {
  text: string;
  ignoresCase: boolean;
  rules: Rule[];
}

const needles = needlesOf(rules);

/**
 * Finds the places at which a rule may match; most text has few and costs this one pass. Where
 * several needles stand at one place it finds the first of the table, see `rulesFor`.
 */
export const prefilter = new RegExp(
  [
    ...needles.filter((needle) => !needle.ignoresCase).map((needle) => literal(needle.text)),
    `(?i:${needles
      .filter((needle) => needle.ignoresCase)
      .map((needle) => literal(needle.text))
      .join("|")})`,
  ].join("|"),
  "g",
);

/** The rules that may match where `prefilter` found `needle`. */
export function rulesFor(needle: string): Rule[] {
  return rulesByNeedle.get(needle.toLowerCase()) ?? [];
}

/** Needles of which one begins with the other can stand at one place, so they share their rules. */
const rulesByNeedle = new Map(
  needles.map(({ text }) => {
    const related = needles.filter((needle) => beginAlike(needle.text, text));
    return [text.toLowerCase(), [...new Set(related.flatMap((needle) => needle.rules))]];
  }),
);

function beginAlike(a: string, b: string): boolean {
  const length = Math.min(a.length, b.length);
  return a.slice(0, length).toLowerCase() === b.slice(0, length).toLowerCase();
}

function needlesOf(table: Rule[]): Needle[] {
  const byText = new Map<string, Needle>();
  for (const rule of table) {
    const ignoresCase = "pattern" in rule && rule.ignoresCase === true;
    for (const text of rule.needles) {
      const key = `${ignoresCase} ${text}`;
      const needle = byText.get(key) ?? { text, ignoresCase, rules: [] };
      needle.rules.push(rule);
      byText.set(key, needle);
    }
  }
  return [...byText.values()];
}
