import { readFileSync, statSync, utimesSync } from "node:fs";
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
  sourceOf,
} from "./testing.ts";

const [firstFile, secondFile] = [`${firstPath}.json`, `${secondPath}.json`];

test("each session becomes a file, and the manifest counts them", async () => {
  using folder = temporaryFolder();
  const { report, written, removed } = await exportTo(folder.path);
  expect(report).toEqual({
    sessions: 2,
    messages: 3,
    filesAdded: 2,
    filesUpdated: 0,
    filesUnchanged: 0,
    filesRemoved: 0,
    filesKept: 0,
    problems: [],
  });
  expect([written, removed]).toEqual([[firstFile, secondFile, "manifest.json"], []]);
  const files = filesIn(folder.path);
  expect(Object.keys(files)).toEqual([secondFile, firstFile, "manifest.json"]);
  expect(JSON.parse(files["manifest.json"] ?? "")).toEqual({
    schema: "copilot-chats/archive",
    version: 1,
    format: "json",
    sessions: 2,
    messages: 3,
    firstChatAt: "2025-12-31T00:00:00.000Z",
    lastMessageAt: "2026-03-12T10:00:00.000Z",
    workspaces: [
      { name: null, sessions: 1, messages: 2 },
      { name: "shop", sessions: 1, messages: 1 },
    ],
  });
});

test("chats are readable by their owner alone", async () => {
  using folder = temporaryFolder();
  await exportTo(join(folder.path, "new", "archive"));
  const mode = (path: string) => statSync(join(folder.path, "new", path)).mode & 0o777;
  expect([".", "archive", "archive/2026"].map(mode)).toEqual([0o700, 0o700, 0o700]);
  expect(mode(`archive/${firstFile}`)).toBe(0o600);
});

test("what has not changed is not written again", async () => {
  using folder = temporaryFolder();
  await exportTo(folder.path);
  const long = new Date(1_000_000);
  for (const path of [firstFile, secondFile, "manifest.json"]) {
    utimesSync(join(folder.path, path), long, long);
  }
  const more = { ...second, messages: [...second.messages, said({ text: "Thanks!" })] };
  const { report, written } = await exportTo(folder.path, [first, more]);
  expect(report).toMatchObject({ filesAdded: 0, filesUpdated: 1, filesUnchanged: 1 });
  expect(written).toEqual([firstFile, secondFile, "manifest.json"]);
  expect(statSync(join(folder.path, firstFile)).mtimeMs).toBe(1_000_000);
  expect(statSync(join(folder.path, secondFile)).mtimeMs).toBeGreaterThan(1_000_000);
});

test("the file of a session that is gone stays, is counted, and goes with prune", async () => {
  using folder = temporaryFolder();
  await exportTo(folder.path);
  const kept = await exportTo(folder.path, [first]);
  expect(kept.report).toMatchObject({ sessions: 1, filesKept: 1, filesRemoved: 0 });
  expect(JSON.parse(readFileSync(join(folder.path, "manifest.json"), "utf8")).sessions).toBe(2);

  const pruned = await exportTo(folder.path, [first], { prune: true });
  expect(pruned.report).toMatchObject({ sessions: 1, filesKept: 0, filesRemoved: 1 });
  expect(pruned.removed).toEqual([secondFile]);
  expect(Object.keys(filesIn(folder.path))).toEqual([firstFile, "manifest.json"]);
});

test("a session that the list missed is not pruned", async () => {
  using folder = temporaryFolder();
  await exportTo(folder.path);
  const source = { ...sourceOf([first, second]), ids: sourceOf([first]).ids };
  const { report } = await exportTo(folder.path, [], { source, prune: true });
  expect(report).toMatchObject({ filesKept: 1, filesRemoved: 0 });
});

test("an empty store prunes nothing", async () => {
  using folder = temporaryFolder();
  await exportTo(folder.path);
  await expect(exportTo(folder.path, [], { prune: true })).rejects.toThrow(
    "--prune: no chats are stored, so that every file would go; leave it out",
  );
  expect(Object.keys(filesIn(folder.path))).toHaveLength(3);
});

test("Markdown archives work alike", async () => {
  using folder = temporaryFolder();
  const markdown = { format: "markdown" } as const;
  await exportTo(folder.path, undefined, markdown);
  const { report } = await exportTo(folder.path, [{ ...first, title: "Retries" }], markdown);
  expect(report).toMatchObject({ filesUpdated: 1, filesKept: 1 });
  expect(Object.keys(filesIn(folder.path))).toEqual([
    "2025/2025-12-31-docker-image.github.2.md",
    "2026/2026-03-12-retries.vscode.chat-1.md",
    "manifest.json",
  ]);
});

test("the next session is asked for when the last one is written", async () => {
  using folder = temporaryFolder();
  const sessions = [first, second];
  const filesAt: number[] = [];
  const source = sourceOf(sessions);
  const watched = {
    ...source,
    session: (id: string) => {
      filesAt.push(Object.keys(filesIn(folder.path)).length);
      return source.session(id);
    },
  };
  await exportTo(folder.path, sessions, { source: watched });
  expect(filesAt).toEqual([0, 1]);
});
