import { join } from "node:path";
import { expect, test } from "vitest";
import { first, second, writeText } from "../testing.ts";
import { type Home, sync, temporaryHome } from "./testing.ts";

/** A bare repository in the home, as the remote `origin`. */
function remoteOf(home: Home): string {
  const path = join(home.path, "remote.git");
  home.git("init", "--quiet", "--bare", "--initial-branch=main", path);
  home.git("remote", "add", "origin", path);
  return path;
}

test("a push goes to the only remote, and only when asked for", async () => {
  using home = temporaryHome();
  home.initialize();
  const remote = remoteOf(home);
  expect((await sync(home, [first])).pushedTo).toBe(undefined);
  expect(home.git("--git-dir", remote, "branch")).toBe("");

  const pushed = await sync(home, [first], { push: true });
  expect([pushed.commit, pushed.pushedTo, pushed.pushProblem]).toEqual([
    undefined,
    "origin/main",
    undefined,
  ]);
  expect(home.git("--git-dir", remote, "rev-parse", "main")).toBe(home.git("rev-parse", "HEAD"));

  expect(await sync(home, [first, second], { push: true })).toMatchObject({
    pushedTo: "origin/main",
  });
  expect(home.git("--git-dir", remote, "rev-parse", "main")).toBe(home.git("rev-parse", "HEAD"));
});

test("a remote that went ahead is told in plain words, and the commit stays", async () => {
  using home = temporaryHome();
  home.initialize();
  const remote = remoteOf(home);
  await sync(home, [first], { push: true });
  const clone = join(home.path, "clone");
  home.git("clone", "--quiet", remote, clone);
  home.git(
    "-C",
    clone,
    "-c",
    "user.name=B",
    "-c",
    "user.email=b@b",
    "commit",
    "--quiet",
    "--allow-empty",
    "-m",
    "x",
  );
  home.git("-C", clone, "push", "--quiet");

  const { commit, pushProblem } = await sync(home, [first, second], { push: true });
  expect(commit?.hash).toBe(home.git("rev-parse", "--short", "HEAD"));
  expect(pushProblem).toContain(
    "the remote has commits that are missing here; run git pull --rebase here, then sync again",
  );
});

test("a push does not take along what a person has not pushed", async () => {
  using home = temporaryHome();
  home.initialize();
  const remote = remoteOf(home);
  await sync(home, [first], { push: true, folder: "docs/chats" });
  writeText(join(home.repository, "work.txt"), "unfinished");
  home.git("add", "work.txt");
  home.git("commit", "--quiet", "--message=Work in progress");
  const { pushProblem } = await sync(home, [first, second], { push: true, folder: "docs/chats" });
  expect(pushProblem).toBe(
    `${home.repository}: commits that change other files are not in origin/main yet and would ` +
      "be pushed, too, got 1; git push them yourself, then sync again",
  );
  expect(home.git("--git-dir", remote, "log", "--format=%s")).toBe("Add 1 chat");
});

test("without a remote, or with a broken one, a push says what to do", async () => {
  using home = temporaryHome();
  home.initialize();
  expect((await sync(home, [first], { push: true })).pushProblem).toBe(
    `--push: ${home.repository} has no remote; add one with git remote add origin <url>`,
  );
  home.git("remote", "add", "one", "https://ada:secret@localhost:1/x.git");
  const { pushProblem } = await sync(home, [first], { push: true });
  expect(pushProblem).toContain("the remote cannot be reached; check the network");
  expect(pushProblem).not.toContain("secret");
  home.git("remote", "add", "two", join(home.path, "nowhere"));
  expect((await sync(home, [first], { push: true })).pushProblem).toContain(
    "has several remotes (one, two)",
  );
  home.git("remote", "rename", "two", "origin");
  expect((await sync(home, [first], { push: true })).pushProblem).toContain(
    "the remote has no such repository, or hides it from this login",
  );
});
