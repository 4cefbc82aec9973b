import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../commands/testing.ts";
import { exportTo, filesIn, writeText } from "./testing.ts";

test.each([
  ["the list of a shop", "is not the manifest of an archive; use another folder"],
  ['{"name": "web app"}', "is not the manifest of an archive; use another folder"],
  [
    '{"schema":"copilot-chats/archive","version":2,"format":"json"}',
    "has version 2, this program knows 1; update it",
  ],
])("a manifest of others (%s) stays, and nothing is written", async (text, problem) => {
  using folder = temporaryFolder();
  const path = writeText(join(folder.path, "manifest.json"), text);
  await expect(exportTo(folder.path)).rejects.toThrow(`${path}: ${problem}`);
  expect(filesIn(folder.path)).toEqual({ "manifest.json": text });
});

test("a folder holds one archive", async () => {
  using folder = temporaryFolder();
  await exportTo(folder.path);
  await expect(exportTo(folder.path, undefined, { format: "markdown" })).rejects.toThrow(
    `--format: ${folder.path} holds an archive as json, got markdown; use another folder, or json`,
  );
});
