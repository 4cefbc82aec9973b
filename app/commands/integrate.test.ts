import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryHome } from "../archive/git/testing.ts";
import { writeText } from "../archive/testing.ts";
import { integrateMonorepoVerb } from "./integrate.ts";
import { recordedTerminal, startChats } from "./testing.ts";

const folder = "docs/copilot-chats";

test("a person reads what is done with each file, and why one is left alone", async () => {
  using home = temporaryHome();
  home.initialize();
  writeText(join(home.repository, folder, "README.md"), "mine");
  const { terminal, out } = recordedTerminal();
  expect(await integrateMonorepoVerb(home.repository, { folder }, home, terminal)).toBe(0);
  expect(out).toEqual([
    `Done in ${home.repository}:`,
    `  leave      ${folder}/README.md`,
    "             it was made or changed by a person; delete it to have it made again",
    `  create     ${folder}/.gitignore`,
    "  create     .github/workflows/copilot-chats.yml",
    "  create     repository.code-workspace",
    "Nothing is committed; look at it and commit it.",
  ]);
});

test("a dry run shows every line of every file, and writes none", async () => {
  using home = temporaryHome();
  home.initialize();
  const { terminal, out } = recordedTerminal();
  await integrateMonorepoVerb(home.repository, { folder, dryRun: true }, home, terminal);
  expect(out[0]).toBe(`What would be done in ${home.repository}:`);
  for (const line of [
    "# Copilot chats",
    ".chats-archive.lock*",
    "  contents: write",
    '  "folders": [',
  ]) {
    expect(out).toContain(`    | ${line}`);
  }
  expect(out.at(-1)).toBe("Dry run: nothing was written.");
  expect(existsSync(join(home.repository, "docs"))).toBe(false);
});

test("programs get one object from the command line", async () => {
  using home = temporaryHome();
  home.initialize();
  const args = ["integrate", "monorepo", home.repository, "--folder", "chats", "--json"];
  const { exitCode, out } = await startChats(args, home.path, {
    ...home.environment,
    PATH: home.environment.PATH ?? "",
  }).ended;
  expect(exitCode).toBe(0);
  const { repository, dryRun, files } = JSON.parse(out);
  expect([repository, dryRun, files.length]).toEqual([home.repository, false, 4]);
  expect(existsSync(join(home.repository, "chats", "README.md"))).toBe(true);
});

test("what is no repository ends with 1 and says so", async () => {
  using home = temporaryHome();
  const args = ["integrate", "monorepo", home.repository];
  const { exitCode, err } = await startChats(args, home.path, {
    ...home.environment,
    PATH: home.environment.PATH ?? "",
  }).ended;
  expect([exitCode, err]).toEqual([
    1,
    `${home.repository}: is not a git repository; run git init there first\n`,
  ]);
});
