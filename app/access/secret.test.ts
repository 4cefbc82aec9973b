import { expect, test } from "vitest";
import { testSanitizer } from "../sanitize/testing.ts";
import { equalHashes, isSecret, newSecret, prefixOf, secretHash } from "./secret.ts";

test("a key has 256 random bits behind its marker", () => {
  const keys = Array.from({ length: 100 }, newSecret);
  for (const key of keys) {
    expect(isSecret(key)).toBe(true);
    expect(Buffer.from(key.slice(4), "base64url")).toHaveLength(32);
    expect(key.startsWith(prefixOf(key))).toBe(true);
    expect(prefixOf(key)).toHaveLength(12);
  }
  expect(new Set(keys.map(prefixOf)).size).toBe(100);
});

test.each([
  "",
  "cpk_",
  `cpk_${"a".repeat(42)}`,
  `cpk_${"a".repeat(44)}`,
  `cpk_${"a".repeat(42)}+`,
  `CPK_${"a".repeat(43)}`,
  `x cpk_${"a".repeat(43)}`,
  `cpk_${"a".repeat(43)}\n`,
])("%j is no key", (text) => {
  expect(isSecret(text)).toBe(false);
});

test("a hash tells keys apart and shows nothing of them", () => {
  const [one, other] = [newSecret(), newSecret()];
  expect(secretHash(one)).toMatch(/^[0-9a-f]{64}$/);
  expect(equalHashes(secretHash(one), secretHash(one))).toBe(true);
  expect(equalHashes(secretHash(one), secretHash(other))).toBe(false);
  expect(equalHashes(secretHash(one), "")).toBe(false);
});

test("a key that stands in a chat is redacted", () => {
  const key = newSecret();
  const { text, findings } = testSanitizer.sanitize(`curl -H "Authorization: Bearer ${key}"`);
  expect(text).not.toContain(key.slice(4));
  expect(findings.map(({ rule }) => rule)).toEqual(["chats-key"]);
});
