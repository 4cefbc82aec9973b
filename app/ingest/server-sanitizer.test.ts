import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../commands/testing.ts";
import { redactionKey } from "../sanitize/key.ts";
import { sanitizer } from "../sanitize/sanitizer.ts";
import { jsonLog } from "../telemetry/log.ts";
import { serverSanitizer } from "./server-sanitizer.ts";

const text = "DB_PASSWORD=hunter2x";

test("the sanitizer of a server is made once, with the key of its folder", async () => {
  using folder = temporaryFolder();
  const give = serverSanitizer(folder.path, { warn: () => expect.fail() });
  const made = await give();
  const key = await redactionKey(folder.path);
  expect(made.sanitize(text)).toEqual(sanitizer({ key }).sanitize(text));
  expect(made.sanitize(text).findings).toHaveLength(1);
  expect(await give()).toBe(made);
});

test("where no key can be kept there is one all the same, and a warning", async () => {
  using folder = temporaryFolder();
  const file = join(folder.path, "file");
  writeFileSync(file, "");
  const warned: string[] = [];
  const warning = jsonLog("warn", { write: (line) => warned.push(JSON.parse(line).msg) });
  const give = serverSanitizer(join(file, "data"), warning);
  const { findings } = (await give()).sanitize(text);
  expect((await give()).sanitize(text).findings).toEqual(findings);
  const other = await serverSanitizer(join(file, "data"), warning)();
  expect(other.sanitize(text).findings[0]?.hash).not.toBe(findings[0]?.hash);
  expect(warned).toEqual(
    Array(2).fill(
      "no key of redactions can be kept: equal secrets get other hashes after a restart",
    ),
  );
});
