import { mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { filesIn, first, firstPath, writeText } from "../testing.ts";
import { committed, type Home, sync, temporaryHome } from "./testing.ts";

const firstFile = `${firstPath}.md`;

test("staged files of a person stop the sync before anything is written", async () => {
  using home = temporaryHome();
  home.initialize();
  for (const name of ["a", "b", "c", "d"]) writeText(join(home.repository, `${name}.txt`), "x");
  home.git("add", ".");
  await expect(sync(home)).rejects.toThrow(
    `${home.repository}: other files are staged (a.txt, b.txt, c.txt, …); ` +
      "commit them or git restore --staged them first",
  );
  expect(Object.keys(filesIn(home.repository))).toEqual(["a.txt", "b.txt", "c.txt", "d.txt"]);
});

test("an ignored archive is not passed off as unchanged", async () => {
  using home = temporaryHome();
  home.initialize();
  writeText(join(home.repository, ".gitignore"), "*.md\n");
  await expect(sync(home)).rejects.toThrow(
    `${firstFile} and 1 more: ignored by a .gitignore, so nothing was committed; ` +
      "take the rule out, or use another folder",
  );
  expect(home.git("diff", "--cached", "--name-only")).toBe("");
});

test.each([
  [
    "no branch",
    (home: Home) => home.git("checkout", "--quiet", "--detach"),
    "HEAD is on no branch",
  ],
  [
    "a merge under way",
    (home: Home) =>
      writeText(join(home.repository, ".git", "MERGE_HEAD"), home.git("rev-parse", "HEAD")),
    "a merge or rebase is under way",
  ],
  [
    "a rebase under way",
    (home: Home) => mkdirSync(join(home.repository, ".git", "rebase-merge")),
    "a merge or rebase is under way",
  ],
])("a repository with %s is refused", async (_, spoil, message) => {
  using home = temporaryHome();
  home.initialize();
  home.git("commit", "--quiet", "--allow-empty", "--message=Start");
  spoil(home);
  await expect(sync(home)).rejects.toThrow(message);
});

test("a folder with files that is no repository is not made one", async () => {
  using home = temporaryHome();
  writeText(join(home.repository, "thesis.doc"), "x");
  await expect(sync(home)).rejects.toThrow(
    `${home.repository}: is not a git repository and not empty; run git init there, ` +
      "or use another folder",
  );
  expect(readdirSync(home.repository)).toEqual(["thesis.doc"]);
});

test("a folder within a repository is not taken for one, present or not", async () => {
  using home = temporaryHome();
  home.initialize();
  const inner = join(home.repository, "a", "b");
  const message = `${inner}: is within the repository ${home.repository}; use that one`;
  await expect(sync(home, [first], { repository: inner })).rejects.toThrow(message);
  mkdirSync(inner, { recursive: true });
  await expect(sync(home, [first], { repository: inner })).rejects.toThrow(message);
});

test("a bare repository is refused", async () => {
  using home = temporaryHome();
  mkdirSync(home.repository);
  home.git("init", "--quiet", "--bare");
  await expect(sync(home)).rejects.toThrow("is a bare repository; use one that has files");
});

test.each(["..", "../elsewhere", "/tmp", ".git", "a/.GIT/hooks", "a/../../b"])(
  "the archive cannot be in %s",
  async (folder) => {
    using home = temporaryHome();
    home.initialize();
    await expect(sync(home, [first], { folder })).rejects.toThrow(
      `--folder: must be a folder within the repository, got ${folder}`,
    );
  },
);

test("the archive cannot be behind a link", async () => {
  using home = temporaryHome();
  home.initialize();
  mkdirSync(join(home.path, "outside"));
  symlinkSync(join(home.path, "outside"), join(home.repository, "docs"));
  await expect(sync(home, [first], { folder: "docs/chats" })).rejects.toThrow(
    "docs/chats: leads through a link; use a folder without one",
  );
  expect(readdirSync(join(home.path, "outside"))).toEqual([]);
});

test("variables of another repository lead nowhere", async () => {
  using home = temporaryHome();
  home.initialize();
  const other = join(home.path, "other");
  home.git("init", "--quiet", other);
  const environment = {
    ...home.environment,
    GIT_DIR: join(other, ".git"),
    GIT_INDEX_FILE: join(other, ".git", "index"),
  };
  await sync(home, [first], { environment });
  expect(committed(home)).toEqual([firstFile, "manifest.json"]);
});

test("without a git on the machine the message says so", async () => {
  using home = temporaryHome();
  const environment = { ...home.environment, PATH: home.path };
  await expect(sync(home, [first], { environment })).rejects.toThrow(
    "git: not found on this machine; install it",
  );
});
