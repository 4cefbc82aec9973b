import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inspect } from "node:util";
import { expect, test } from "vitest";
import { temporaryFolder } from "../commands/testing.ts";
import { pushKey } from "./key.ts";

test("the key of the file comes before that of the environment", async () => {
  using folder = temporaryFolder();
  const file = join(folder.path, "key");
  writeFileSync(file, "from-the-file\n", { mode: 0o600 });
  const { key, warnings } = await pushKey(file, () => "from-the-environment");
  expect([key?.(), warnings]).toEqual(["from-the-file", []]);
  expect((await pushKey(undefined, () => "from-the-environment")).key?.()).toBe(
    "from-the-environment",
  );
  expect(await pushKey(undefined, undefined)).toEqual({ key: undefined, warnings: [] });
  expect(inspect(await pushKey(file, undefined), { depth: null })).not.toContain("from-the-file");
});

test("a file that others may read is warned of", async () => {
  using folder = temporaryFolder();
  const file = join(folder.path, "key");
  writeFileSync(file, "a-key");
  for (const mode of [0o640, 0o604]) {
    chmodSync(file, mode);
    expect((await pushKey(file, undefined)).warnings).toEqual([
      `--key-file ${file}: others on this machine may read it; use chmod 600`,
    ]);
  }
});

test("what is no key is refused and not repeated", async () => {
  using folder = temporaryFolder();
  const file = join(folder.path, "key");
  for (const text of ["", "hunter2 and more", "hunter2\nhunter2", "hunter2\u00e9"]) {
    writeFileSync(file, text);
    const refusal = `--key-file ${file}: holds no key; use one that the server has given, alone on its line`;
    await expect(pushKey(file, undefined)).rejects.toThrow(new Error(refusal));
  }
  await expect(pushKey(undefined, () => "hunter2 ")).rejects.toThrow(
    new Error("CHATS_PUSH_KEY: holds no key; use one that the server has given, alone on its line"),
  );
  const missing = join(folder.path, "missing");
  await expect(pushKey(missing, undefined)).rejects.toThrow(
    new Error(`--key-file ${missing}: cannot be read (ENOENT); use a file of this user`),
  );
});
