import { rules as preset } from "@secretlint/secretlint-rule-preset-recommend";
import { describe, expect, test } from "vitest";
import { sanitizer } from "../sanitizer.ts";
import { rules } from "./rules.ts";
import { secretlintRules, unusedSecretlintRules } from "./secretlint.ts";

const { sanitize } = sanitizer({ key: new Uint8Array(32).fill(7) });

describe.each(rules.map((rule, index) => ({ ...rule, index })))("$id ($index)", (rule) => {
  test.each(rule.examples.secrets)("redacts exactly what is marked in %j", (example) => {
    const { text, findings } = sanitize(example.replaceAll(/[«»]/g, ""));
    expect(text.replaceAll(/\[redacted:[a-z0-9-]+:[0-9a-f]{12}\]/g, "«»")).toBe(
      example.replaceAll(/«[^»]*»/g, "«»"),
    );
    expect(findings.map((finding) => finding.rule)).toEqual([rule.id]);
  });

  test.each(rule.examples.harmless)("finds nothing in %j", (example) => {
    expect(sanitize(example).findings.filter((finding) => finding.rule === rule.id)).toEqual([]);
  });
});

test("every rule of secretlint's preset is used or left out for a reason", () => {
  const names = preset.map((rule) => rule.meta.id.replace("@secretlint/secretlint-rule-", ""));
  const known = [
    ...secretlintRules.map((rule) => rule.secretlint),
    ...Object.keys(unusedSecretlintRules),
  ];
  expect([...new Set(known)].toSorted()).toEqual(names.toSorted());
});
