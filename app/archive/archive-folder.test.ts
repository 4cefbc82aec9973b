import { lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../commands/testing.ts";
import { exportTo, filesIn, firstPath, secondPath, writeText } from "./testing.ts";

const [firstFile, secondFile] = [`${firstPath}.json`, `${secondPath}.json`];

test("a link in the folder never leads a file out of it", async () => {
  using folder = temporaryFolder();
  const [outside, archive] = [join(folder.path, "outside"), join(folder.path, "archive")];
  mkdirSync(outside);
  mkdirSync(archive);
  symlinkSync(outside, join(archive, "2026"));
  await expect(exportTo(archive)).rejects.toThrow(
    `${join(archive, "2026")}: must be a folder, not a link or a file`,
  );
  expect(filesIn(outside)).toEqual({});

  rmSync(join(archive, "2026"));
  mkdirSync(join(archive, "2026"));
  const victim = writeText(join(outside, "victim"), "mine");
  symlinkSync(victim, join(archive, firstFile));
  expect((await exportTo(archive)).report.problems).toHaveLength(1);
  expect(lstatSync(join(archive, firstFile)).isSymbolicLink()).toBe(true);
  expect(readFileSync(victim, "utf8")).toBe("mine");
});

test("what an interrupted run left unfinished is cleared away", async () => {
  using folder = temporaryFolder();
  writeText(join(folder.path, "2026", ".chats-unfinished-1"), "half");
  writeText(join(folder.path, ".chats-unfinished-2"), "half");
  await exportTo(folder.path);
  expect(Object.keys(filesIn(folder.path))).toEqual([secondFile, firstFile, "manifest.json"]);
});

test("a file in the place of the folder is named", async () => {
  using folder = temporaryFolder();
  const path = writeText(join(folder.path, "file"), "");
  await expect(exportTo(path)).rejects.toThrow(
    `${path}: a file is where a folder is needed; choose another folder`,
  );
});
