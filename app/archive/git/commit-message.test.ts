import { expect, test } from "vitest";
import { headOf } from "../head.ts";
import { archived } from "../testing.ts";
import { type Change, commitMessage } from "./commit-message.ts";

const added = (title: string, workspace?: string): Change => ({
  kind: "added",
  head: headOf(archived({ title, workspace })),
});

test("long lists of titles and workspaces are cut", () => {
  const changes = Array.from({ length: 14 }, (_, index) =>
    added(`Chat ${index}`, `w${index % 12}`),
  );
  const [subject, , workspaces, , ...titles] = commitMessage(changes).split("\n");
  expect(subject).toBe("Add 14 chats");
  expect(workspaces).toBe(
    "In: w0 2, w1 2, w10 1, w11 1, w2 1, w3 1, w4 1, w5 1, w6 1, w7 1, and 2 more",
  );
  expect(titles).toHaveLength(11);
  expect(titles.slice(-2)).toEqual(["+ Chat 9", "… and 4 more"]);
});

test("a title is one line, without control characters, and cut", () => {
  const message = commitMessage([
    added("a\nCo-authored-by: x\u001b[2J\u2028b"),
    added("🍞".repeat(80)),
  ]);
  expect(message.split("\n").slice(4)).toEqual([
    "+ a Co-authored-by: x [\u200b2J b",
    `+ ${"🍞".repeat(71)}…`,
  ]);
});

test.each([
  ["Fixes #12", "Fixes #\u200b12"],
  ["closes GH-12", "closes GH-\u200b12"],
  ["resolves https://example.org/issues/1", "resolves https://\u200bexample.org/issues/1"],
  ["ask @ada", "ask @\u200bada"],
  ["[skip ci]", "[\u200bskip ci]"],
])("the title %j makes a forge do nothing", (title, line) => {
  expect(commitMessage([added(title)])).toContain(`\n+ ${line}`);
});

test("a commit of the manifest alone says so", () => {
  expect(commitMessage([])).toBe("Update the manifest");
});
