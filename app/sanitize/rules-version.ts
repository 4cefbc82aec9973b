import { hash } from "node:crypto";
import preset from "@secretlint/secretlint-rule-preset-recommend/package.json" with {
  type: "json",
};
import type { Rule } from "./rules/rule.ts";
import { rules } from "./rules/rules.ts";

/**
 * Counts the changes of code that decides what a secret is: `checks.ts`, `matches.ts`,
 * `json-values.ts` and the like. A test fails where they change without it.
 */
export const revision = 1;

/** 16 hex digits that change with every rule, with secretlint's version and with `revision`. */
export const rulesVersion = versionOf(rules);

export function versionOf(rules: Rule[]): string {
  const deciding = JSON.stringify([revision, preset.version, rules.map(identity)]);
  return hash("sha256", deciding).slice(0, 16);
}

/** What of a rule decides what it finds. */
function identity(rule: Rule): unknown[] {
  return "pattern" in rule
    ? [rule.id, rule.needles, String(rule.pattern), rule.lead, rule.ignoresCase, rule.check]
    : [rule.id, rule.needles, rule.secretlint];
}
