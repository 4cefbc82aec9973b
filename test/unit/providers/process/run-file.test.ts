import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  type RunRecord,
  readRunFile,
  removeRunFile,
  writeRunFile,
} from "../../../../providers/process/run-file.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const record: RunRecord = {
  serviceName: "tiny",
  id: "tiny-1",
  supervisor: { pid: 4711, startedAt: "boot:1" },
  service: { pid: 4712, startedAt: "boot:2" },
};

test("a record is read as it was written, by its owner alone", () => {
  const folder = temporaryFolder();
  const path = join(folder, "tiny.json");
  writeRunFile(path, { ...record, id: "tiny-0" });
  writeRunFile(path, record);
  expect(readRunFile(path)).toEqual(record);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(["tiny.json"]);
});

test("a write that fails leaves the file that was there, and no draft", () => {
  const folder = temporaryFolder();
  const path = join(folder, "tiny.json");
  mkdirSync(path);
  expect(() => writeRunFile(path, record)).toThrow("EISDIR");
  expect(readdirSync(folder)).toEqual(["tiny.json"]);
});

test.each([
  ["nothing", ""],
  ["half a record", '{"serviceName": "ti'],
  ["the record of another program", '{"pid": 1}'],
  [
    "a group that kill takes for everybody",
    JSON.stringify({ ...record, supervisor: { pid: 1, startedAt: "" } }),
  ],
])("a file with %s tells of no run", (_what, text) => {
  const path = join(temporaryFolder(), "tiny.json");
  writeFileSync(path, text);
  expect(readRunFile(path)).toBeUndefined();
  expect(readFileSync(path, "utf8")).toBe(text);
});

test("a run file that is not there tells of no run, and can be removed", () => {
  const path = join(temporaryFolder(), "tiny.json");
  expect(readRunFile(path)).toBeUndefined();
  expect(() => removeRunFile(path)).not.toThrow();
});
