import { assert, property, string } from "fast-check";
import { expect, test } from "vitest";
import { countText, dateText, durationText, printable, processTerminal } from "./terminal.ts";

function writtenTo(isTTY: boolean) {
  const written: string[] = [];
  const stream = { isTTY, columns: 10, write: (text: string) => written.push(text) };
  return { written, terminal: processTerminal({ stdout: stream, stderr: stream }) };
}

test("a person sees progress on one line that fits, a pipe none of it", () => {
  const person = writtenTo(true);
  person.terminal.status("Reading 1 of 2 files");
  person.terminal.status("");
  expect(person.written).toEqual(["\r\u001b[2KReading 1", "\r\u001b[2K"]);

  const pipe = writtenTo(false);
  pipe.terminal.status("Reading 1 of 2 files");
  pipe.terminal.out("done");
  expect(pipe.written).toEqual(["done\n"]);
  expect(pipe.terminal.style.bold("done")).toBe("done");
});

test("a pipe gets a line every 15 seconds, none before and none to clear", () => {
  let time = 1_000;
  const written: string[] = [];
  const stream = { write: (text: string) => written.push(text) };
  const { status } = processTerminal({ stdout: stream, stderr: stream }, () => time);
  for (const [seconds, line] of [
    [14.9, "early"],
    [15, "first"],
    [15.1, "too soon"],
    [29, "still"],
    [31, ""],
    [32, "second"],
  ] as const) {
    time = 1_000 + seconds * 1_000;
    status(line);
  }
  expect(written).toEqual(["first …\n", "second …\n"]);
});

test("printable text has no control characters and the length it had", () => {
  expect(printable("a\u001b[31mb\u0000\nc\u0085")).toBe("a [31mb  c ");
  assert(
    property(string({ unit: "binary" }), (text) => {
      expect(printable(text)).toHaveLength(text.length);
      expect(printable(text)).not.toMatch(/\p{Cc}/u);
    }),
  );
});

test.each([
  [0, "0 ms"],
  [999.4, "999 ms"],
  [999.6, "1.0 s"],
  [1240, "1.2 s"],
  [59_940, "59.9 s"],
  [59_960, "1 min 0 s"],
  [185_400, "3 min 5 s"],
])("%d ms read as %s", (milliseconds, text) => {
  expect(durationText(milliseconds)).toBe(text);
});

test("counts agree with their nouns", () => {
  expect([0, 1, 1204].map((count) => countText(count, "file"))).toEqual([
    "0 files",
    "1 file",
    "1,204 files",
  ]);
});

test("dates are those of this machine's time zone", () => {
  expect(dateText(new Date(2026, 2, 9, 23, 59).getTime())).toBe("9 Mar 2026");
});
