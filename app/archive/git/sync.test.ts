import { chmodSync, existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { archived, first, firstPath, said, second, secondPath, writeText } from "../testing.ts";
import { committed, lines, sync, temporaryHome } from "./testing.ts";

const firstFile = `${firstPath}.md`;
const secondFile = `${secondPath}.md`;

test("the first sync makes a repository and commits the archive with a telling message", async () => {
  using home = temporaryHome();
  const { isNewRepository, report, commit } = await sync(home);
  expect([isNewRepository, report.filesAdded]).toEqual([true, 2]);
  expect(commit?.hash).toBe(home.git("rev-parse", "--short", "HEAD"));
  expect(committed(home)).toEqual([secondFile, firstFile, "manifest.json"]);
  expect(home.git("log", "--format=%B").trim()).toBe(
    "Add 2 chats\n\nIn: no workspace 1, shop 1\n\n+ Docker image\n+ Retry with backoff",
  );
  expect(home.git("status", "--porcelain")).toBe("");
});

test("without a name in git's settings the commit has one, and the settings stay as they were", async () => {
  using home = temporaryHome();
  await sync(home);
  expect(home.git("log", "--format=%an <%ae> %cn")).toBe(
    "Copilot chats <copilot-chats@localhost> Copilot chats",
  );
  expect(existsSync(home.environment.GIT_CONFIG_GLOBAL)).toBe(false);
  expect(home.git("config", "--local", "--list")).not.toContain("user.");
});

test("the person's name is kept", async () => {
  using home = temporaryHome();
  home.initialize();
  await sync(home);
  expect(home.git("log", "--format=%an <%ae> %cn")).toBe("Ada <ada@example.org> Ada");
});

test("nothing is committed when nothing has changed", async () => {
  using home = temporaryHome();
  await sync(home);
  const again = await sync(home);
  expect([again.isNewRepository, again.commit]).toEqual([false, undefined]);
  expect(home.git("rev-list", "--count", "HEAD")).toBe("1");
});

test("a message that was added to a chat is a few lines in the diff", async () => {
  using home = temporaryHome();
  await sync(home);
  const answered = { ...first, messages: [...first.messages, said({ text: "Thanks!" })] };
  await sync(home, [answered, second]);
  expect(home.git("show", "--numstat", "--format=%s")).toBe(
    `Update 1 chat\n\n5\t1\t${firstFile}\n2\t2\tmanifest.json`,
  );
});

test("a new title, a new chat and a pruned one are told apart", async () => {
  using home = temporaryHome();
  await sync(home);
  const third = archived({ id: "vscode:3", title: "Third" });
  const { commit } = await sync(home, [{ ...first, title: "Retries" }, third], { prune: true });
  expect(commit?.changes.map(({ kind, head }) => [kind, head?.title]).sort()).toEqual([
    ["added", "Third"],
    ["removed", undefined],
    ["updated", "Retries"],
  ]);
  expect(home.git("log", "-1", "--format=%s")).toBe("Add 1 chat, update 1 chat, remove 1 chat");
  expect(home.git("status", "--porcelain")).toBe("");
});

test("a message of one's own comes first, the counts after it", async () => {
  using home = temporaryHome();
  await sync(home, [first], { subject: "Chats of week 11" });
  expect(home.git("log", "--format=%B").trim()).toBe(
    "Chats of week 11\n\nAdd 1 chat\n\nIn: shop 1\n\n+ Retry with backoff",
  );
});

test("files of a person are in no commit, however they are called", async () => {
  using home = temporaryHome();
  home.initialize();
  writeText(join(home.repository, ".env"), "TOKEN=1");
  writeText(join(home.repository, "2026", "notes.md"), "notes");
  writeText(join(home.repository, "2026", "2026-01-01-mine.vscode.9.md"), "mine");
  writeText(join(home.repository, "committed.txt"), "one");
  home.git("add", "committed.txt");
  home.git("commit", "--quiet", "--message=Start");
  writeText(join(home.repository, "committed.txt"), "two");
  await sync(home);
  expect(committed(home)).toEqual([secondFile, firstFile, "manifest.json"]);
  expect(lines(home.git("status", "--porcelain", "--untracked-files=all"))).toEqual([
    "?? .env",
    "?? 2026/2026-01-01-mine.vscode.9.md",
    "?? 2026/notes.md",
    "M committed.txt",
  ]);
});

test("what a person removed from the archive by hand is not committed as removed", async () => {
  using home = temporaryHome();
  await sync(home);
  rmSync(join(home.repository, secondFile));
  const { commit } = await sync(home, [first]);
  expect(commit?.changes).toEqual([]);
  expect(committed(home)).toEqual(["manifest.json"]);
  expect(home.git("status", "--porcelain")).toBe(`D ${secondFile}`);
});

test("a session with a secret is in no commit, and its title in no message", async () => {
  using home = temporaryHome();
  const leaks = (text: string) => (text.includes("ghp_") ? ["github-token"] : []);
  const { report } = await sync(home, [first, { ...second, title: "ghp_1" }], { leaks });
  expect(report.problems).toHaveLength(1);
  expect(committed(home)).toEqual([firstFile, "manifest.json"]);
  expect(home.git("log", "-p")).not.toContain("ghp_");
});

test("an archive within a repository leaves the rest alone", async () => {
  using home = temporaryHome();
  home.initialize();
  const folder = "docs/[chats] *";
  const { commit } = await sync(home, [first], { folder });
  expect(commit?.changes).toHaveLength(1);
  expect(committed(home)).toEqual([`${folder}/${firstFile}`, `${folder}/manifest.json`]);
  expect(readdirSync(home.repository).sort()).toEqual([".git", "docs"]);
});

test("what an interrupted sync wrote, staged or renamed is committed by the next", async () => {
  using home = temporaryHome();
  await sync(home, [second]);
  const hook = join(home.repository, ".git", "hooks", "pre-commit");
  writeText(hook, "#!/bin/sh\nkill -9 $PPID\n");
  chmodSync(hook, 0o755);
  const renamed = { ...second, title: "Image" };
  await expect(sync(home, [first, renamed])).rejects.toThrow("git commit failed");
  rmSync(hook);
  rmSync(join(home.repository, ".git", "index.lock"), { force: true });
  home.git("add", firstFile);

  const { commit } = await sync(home, [first, renamed]);
  expect(commit?.changes.map(({ kind }) => kind).sort()).toEqual(["added", "updated"]);
  expect(home.git("status", "--porcelain")).toBe("");
});

test("a hook that refuses leaves nothing staged and is quoted", async () => {
  using home = temporaryHome();
  home.initialize();
  const hook = writeText(
    join(home.repository, ".git", "hooks", "pre-commit"),
    "#!/bin/sh\necho 'fatal: no chats here' >&2\nexit 1\n",
  );
  chmodSync(hook, 0o755);
  await expect(sync(home)).rejects.toThrow(
    `${home.repository}: git commit failed (fatal: no chats here)`,
  );
  expect(home.git("diff", "--cached", "--name-only")).toBe("");
  expect(existsSync(join(home.repository, firstFile))).toBe(true);
});

test("of two syncs at once one works and the other says so", async () => {
  using home = temporaryHome();
  home.initialize();
  const outcomes = await Promise.allSettled([sync(home), sync(home)]);
  const refusals = outcomes.filter(({ status }) => status === "rejected");
  expect(refusals).toHaveLength(1);
  expect(String(refusals[0]?.status === "rejected" && refusals[0].reason)).toContain("another run");
  expect(home.git("rev-list", "--count", "HEAD")).toBe("1");
});

test("a folder whose name is a pattern takes in no other folder", async () => {
  using home = temporaryHome();
  home.initialize();
  const other = writeText(join(home.repository, "other", "manifest.json"), "mine");
  home.git("add", ".");
  home.git("commit", "--quiet", "--message=Start");
  writeText(other, "changed");
  await sync(home, [first], { folder: "*" });
  expect(committed(home)).toEqual([`*/${firstFile}`, "*/manifest.json"]);
  expect(home.git("status", "--porcelain")).toBe("M other/manifest.json");
});
