import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { endLine, lastLines, startLine } from "../../../../providers/process/run-log.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

test("the last lines of a run leave out those of earlier runs and our own", () => {
  const file = writeLog(
    startLine("tiny", "tiny-1"),
    "old\n",
    endLine("tiny", "exited with code 1"),
    startLine("tiny", "tiny-2"),
    "one\n\ntwo\nthree\n",
    endLine("tiny", "exited with code 3"),
  );
  expect(lastLines(file, "tiny-2", 20)).toEqual(["one", "two", "three"]);
  expect(lastLines(file, "tiny-2", 2)).toEqual(["two", "three"]);
});

test("a run that wrote nothing has no lines", () => {
  const file = writeLog("old\n", startLine("tiny", "tiny-2"));
  expect(lastLines(file, "tiny-2", 20)).toEqual([]);
});

test("a run whose log was rotated has the lines of both files", () => {
  const file = writeLog("three\n");
  writeFileSync(`${file}.1`, `old\n${startLine("tiny", "tiny-2")}one\ntwo\n`);
  expect(lastLines(file, "tiny-2", 20)).toEqual(["one", "two", "three"]);
});

test("of a long log only whole lines are told, the last ones", () => {
  const lines = [...Array(20_000).keys()].map((index) => `line ${index}`);
  const file = writeLog(startLine("tiny", "tiny-2"), lines.join("\n"));
  expect(lastLines(file, "tiny-2", 3)).toEqual(lines.slice(-3));
  const all = lastLines(file, "tiny-2", 20_000);
  expect(all).toEqual(lines.slice(-all.length));
});

test("without a log there are no lines", () => {
  expect(lastLines(join(temporaryFolder(), "none.log"), "tiny-2", 20)).toEqual([]);
});

function writeLog(...parts: string[]): string {
  const file = join(temporaryFolder(), "tiny.log");
  writeFileSync(file, parts.join(""));
  return file;
}
