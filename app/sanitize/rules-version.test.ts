import { hash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { PatternRule } from "./rules/rule.ts";
import { rules } from "./rules/rules.ts";
import { revision, rulesVersion, versionOf } from "./rules-version.ts";

const rule: PatternRule = {
  id: "a-token",
  description: "A token",
  needles: ["a_"],
  pattern: /a_[0-9]{8}/,
  examples: { secrets: [], harmless: [] },
  source: "https://a.test",
};

test("the version is short, and the same in every process", () => {
  expect(rulesVersion).toMatch(/^[0-9a-f]{16}$/);
  expect(versionOf(rules)).toBe(rulesVersion);
});

test("every change of what a rule finds gives another version", () => {
  const changes: PatternRule[][] = [
    [rule],
    [],
    [rule, rule],
    [{ ...rule, id: "b-token" }],
    [{ ...rule, needles: ["a_", "b_"] }],
    [{ ...rule, pattern: /a_[0-9]{9}/ }],
    [{ ...rule, pattern: /a_[0-9]{8}/i }],
    [{ ...rule, lead: 1 }],
    [{ ...rule, ignoresCase: true }],
    [{ ...rule, check: "random" }],
  ];
  expect(new Set(changes.map(versionOf)).size).toBe(changes.length);
});

test("a change of words alone gives the same version", () => {
  const examples = { secrets: ["«a_12345678»"], harmless: ["a_"] };
  const reworded = { ...rule, description: "Another", source: "https://b.test", examples };
  expect(versionOf([reworded])).toBe(versionOf([rule]));
});

// Where this fails, a file changed that decides what is redacted. Raise `revision` if the change
// can change an outcome; then write the new hash here.
test("code that decides what is redacted does not change unnoticed", () => {
  expect([revision, hashOfCode()]).toEqual([1, "87b65f7e8d01dfe5"]);
});

/** Of every file of this folder that is neither a test nor part of the table. */
function hashOfCode(): string {
  const code = readdirSync(import.meta.dirname)
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .toSorted()
    .map((name) => readFileSync(join(import.meta.dirname, name), "utf8"));
  return hash("sha256", code.join("\0")).slice(0, 16);
}
