import { expect, test } from "vitest";
import {
  containsSecret,
  containsUnknown,
  isSecret,
  secretTexts,
  unwrap,
} from "../../../../providers/process/secrets.ts";
import { secret, unknown } from "./wrapped.ts";

const sent = {
  plain: "a",
  number: 1,
  environment: { OPEN: "b", TOKEN: secret("s1") },
  list: [secret("s2"), { inner: secret({ deep: ["s3", 4], deeper: secret("s4") }) }],
};

test("unwrap takes the wrapper off at every depth and leaves the rest", () => {
  expect(unwrap(sent)).toEqual({
    plain: "a",
    number: 1,
    environment: { OPEN: "b", TOKEN: "s1" },
    list: ["s2", { inner: { deep: ["s3", 4], deeper: "s4" } }],
  });
  expect(unwrap(null)).toBeNull();
});

test("a secret is told by its signature, not by having a value", () => {
  expect(isSecret(secret(1))).toBe(true);
  expect(isSecret({ value: 1 })).toBe(false);
  expect(isSecret(null)).toBe(false);
  expect(containsSecret(sent)).toBe(true);
  expect(containsSecret(unwrap(sent))).toBe(false);
});

test("every text inside a secret is found, and no other", () => {
  expect(secretTexts(sent)).toEqual(["s1", "s2", "s3", "s4"]);
  expect(secretTexts(unwrap(sent))).toEqual([]);
});

test("an unknown value is found at every depth, also inside a secret", () => {
  expect(containsUnknown(unknown)).toBe(true);
  expect(containsUnknown({ a: [{ b: secret(unknown) }] })).toBe(true);
  expect(containsUnknown(sent)).toBe(false);
});
