import { expect, it } from "vitest";
import { contentsOf } from "./message-contents.ts";
import { message } from "./test-chats.ts";

const contents = (text: string) => contentsOf(message({ text }));

it.each([
  "```ts\nconst a = 1;\n```",
  "Try this:\n\n  ~~~\n  ls\n  ~~~",
  "1. First\n   ```\n   ls\n   ```",
  "> ```\n> ls",
])("sees the code in %j", (text) => {
  expect(contents(text)).toEqual({ hasCode: true, hasError: false });
});

it.each([
  "TypeError: x is not a function",
  "Error: no such file",
  "error: Your local changes would be overwritten",
  "fatal: not a git repository",
  "panic: runtime error",
  "error TS2345 in app.ts",
  "error[E0382]",
  "java.io.IOException at Main.java",
  "npm ERR! code 1",
  "2 tests FAILED",
  "[ERROR] it broke",
  "Traceback (most recent call last):",
])("sees the error in %j", (text) => {
  expect(contents(text)).toEqual({ hasCode: false, hasError: true });
});

it.each([
  "",
  "How do I handle an error?",
  "use `ls`",
  "inline ``` fence",
  "an exception to the rule",
])("sees neither in %j", (text) => {
  expect(contents(text)).toEqual({ hasCode: false, hasError: false });
});

it.each([
  ["failed", true],
  ["ok", false],
  ["declined", false],
] as const)("takes a tool that ended as %s for an error: %s", (outcome, hasError) => {
  const call = { id: "c", tool: "run", summary: "", input: undefined, output: undefined };
  expect(contentsOf({ text: "", toolCalls: [{ ...call, outcome }] })).toEqual({
    hasCode: false,
    hasError,
  });
});

it("reads a long text without a word in it in no time", () => {
  const startedAt = performance.now();
  for (const piece of ["a", " ", "\n", "`", "Error", "A ", "> "]) contents(piece.repeat(200_000));
  expect(performance.now() - startedAt).toBeLessThan(5_000);
});
