import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { redactionKey } from "./key.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "copilot-key-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("a key is made once, for its owner alone, whoever asks at the same time", async () => {
  const keys = await Promise.all([redactionKey(folder), redactionKey(folder)]);
  expect(keys[0]).toHaveLength(32);
  expect(keys[1]).toEqual(keys[0]);
  expect(await redactionKey(folder)).toEqual(keys[0]);
  expect(statSync(join(folder, "redaction.key")).mode & 0o777).toBe(0o600);
});

test("two stores have two keys", async () => {
  expect(await redactionKey(join(folder, "a"))).not.toEqual(await redactionKey(join(folder, "b")));
});

test("a file that is no key is refused", async () => {
  writeFileSync(join(folder, "redaction.key"), "short");
  await expect(redactionKey(folder)).rejects.toThrow("redaction.key: must have 32 bytes, got 5;");
});
