import { expect, test } from "vitest";
import { gitProblem } from "./git-problem.ts";

const failure = (stderr: string, more = {}) =>
  Object.assign(new Error("Command failed"), { code: 128, stderr, ...more });
const message = (stderr: string, args = ["push", "--quiet"]) =>
  gitProblem(failure(stderr), "/r", args).message;

test.each([
  ["fatal: detected dubious ownership in repository at '/r'", "belongs to another user"],
  ["fatal: Unable to create '/r/.git/index.lock': File exists.", "another git process is at work"],
  [" ! [rejected]        main -> main (fetch first)", "the remote has commits that are missing"],
  [" ! [remote rejected] main -> main (protected branch hook declined)", "the remote refused"],
  ["fatal: Authentication failed for 'https://h/x'", "the remote did not accept the login"],
  ["git@h: Permission denied (publickey).", "the remote did not accept the login"],
  ["fatal: unable to access 'https://h/x': Could not resolve host: h", "cannot be reached"],
  ["remote: Repository not found.", "the remote has no such repository"],
  ["error: gpg failed to sign the data", "the commit could not be signed"],
  ["error: unable to create temporary file: No space left on device", "the disk is full"],
  ["fatal: could not open 'x': Permission denied", "git may not write here"],
])("%j is told in plain words, with git's own line", (stderr, words) => {
  expect(message(stderr)).toContain(
    `/r: ${words.startsWith("cannot") ? "the remote " : ""}${words}`,
  );
  expect(message(stderr)).toContain(`(git: ${stderr.trim()})`);
});

test("of many lines the telling one is shown, and what is unknown names the command", () => {
  const stderr = "hint: a\nfatal: odd\nhint: b\n";
  const args = ["-c", "user.name=Ada", "--literal-pathspecs", "commit", "--quiet"];
  expect(message(stderr, args)).toBe("/r: git commit failed (fatal: odd)");
  expect(message("one\ntwo\n")).toBe("/r: git push failed (two)");
  expect(message("")).toBe("/r: git push failed (it said nothing)");
});

test("no password and no escape sequence is shown", () => {
  expect(message("fatal: odd 'https://ada:secret@h/x' \u001b[2J")).toBe(
    "/r: git push failed (fatal: odd 'https://***@h/x'  [2J)",
  );
});

test("a git that is not there, or does not end, is named", () => {
  const missing = failure("", { code: "ENOENT" });
  expect(gitProblem(missing, "/r", ["init"]).message).toBe(
    "git: not found on this machine; install it",
  );
  expect(gitProblem(failure("", { killed: true }), "/r", ["push"]).message).toBe(
    "/r: git push did not end in time and was stopped",
  );
});
