import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../commands/testing.ts";
import {
  exportTo,
  filesIn,
  first,
  firstPath,
  said,
  second,
  secondPath,
  writeText,
} from "./testing.ts";

const [firstFile, secondFile] = [`${firstPath}.json`, `${secondPath}.json`];

test.each(["", "x", "cut"])("a file of ours that was spoilt (%s) is written again", async (how) => {
  using folder = temporaryFolder();
  await exportTo(folder.path);
  const whole = readFileSync(join(folder.path, firstFile), "utf8");
  const head = whole.slice(0, whole.indexOf('"messages": [') + 14);
  writeText(join(folder.path, firstFile), how === "cut" ? head : whole + how);
  const { report } = await exportTo(folder.path);
  expect(report.filesUpdated).toBe(how === "" ? 0 : 1);
  expect(readFileSync(join(folder.path, firstFile), "utf8")).toBe(whole);
});

test("under a new title a session has a new file, and the old one is gone", async () => {
  using folder = temporaryFolder();
  await exportTo(folder.path);
  const renamed = { ...first, title: "Retries" };
  const { report, removed } = await exportTo(folder.path, [renamed, second]);
  expect(report).toMatchObject({ filesAdded: 0, filesUpdated: 1, filesUnchanged: 1 });
  expect(removed).toEqual([firstFile]);
  expect(Object.keys(filesIn(folder.path))).toEqual([
    secondFile,
    "2026/2026-03-12-retries.vscode.chat-1.json",
    "manifest.json",
  ]);
});

test("files of a person are neither replaced nor pruned", async () => {
  using folder = temporaryFolder();
  const own = {
    [firstFile]: "my own notes",
    "2026/2026-01-01-mine.vscode.chat-9.json": '{"messages": []}',
    "2026/notes.md": "notes",
    "README.md": "read me",
  };
  for (const [path, text] of Object.entries(own)) writeText(join(folder.path, path), text);
  const { report, written } = await exportTo(folder.path, undefined, { prune: true });
  expect(report).toMatchObject({ filesAdded: 1, filesRemoved: 0, filesKept: 0 });
  expect(report.problems).toEqual([
    {
      session: "vscode:chat-1",
      problem: `${firstFile} is a file of somebody else, so it was not replaced; move it away`,
    },
  ]);
  expect(written).toEqual([secondFile, "manifest.json"]);
  expect(filesIn(folder.path)).toMatchObject(own);
});

test("a person's file whose name ends as a session's does is not taken for an old one", async () => {
  using folder = temporaryFolder();
  const path = "2026/2026-01-01-mine.vscode.chat-1.json";
  writeText(join(folder.path, path), '{"mine": true}');
  const { report, removed } = await exportTo(folder.path);
  expect([report.filesAdded, removed]).toEqual([2, []]);
  expect(filesIn(folder.path)).toHaveProperty([path], '{"mine": true}');
});

test("a session with a secret is not written, and an earlier file of it stays", async () => {
  using folder = temporaryFolder();
  await exportTo(folder.path);
  const before = filesIn(folder.path);
  const leaking = { ...first, messages: [said({ text: "key ghp_1" }), said({ text: "ghp_2" })] };
  const leaks = (text: string) => (text.includes("ghp_") ? ["github-token"] : []);
  const { report, written } = await exportTo(folder.path, [leaking, second], { leaks });
  expect(report).toMatchObject({ filesUnchanged: 1, filesUpdated: 0, filesKept: 0 });
  expect(report.problems).toEqual([
    {
      session: "vscode:chat-1",
      problem: "still holds a secret (github-token), so it was not written",
    },
  ]);
  expect(written).toEqual([secondFile, "manifest.json"]);
  expect(filesIn(folder.path)).toEqual(before);
});

test("a secret in the title alone keeps the session out, too", async () => {
  using folder = temporaryFolder();
  const leaks = (text: string) => (text.includes("ghp_") ? ["github-token"] : []);
  const { written } = await exportTo(folder.path, [{ ...first, title: "ghp_1" }], { leaks });
  expect(written).toEqual(["manifest.json"]);
  expect(Object.keys(filesIn(folder.path))).toEqual(["manifest.json"]);
});
