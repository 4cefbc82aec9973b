import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { purgeData } from "../../../scripts/purge.ts";

let parent: string;
let data: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "purge-"));
  data = join(parent, "data");
  mkdirSync(join(data, "logs"), { recursive: true });
  mkdirSync(join(data, "run"));
  mkdirSync(join(data, ".restore", "old"), { recursive: true });
  mkdirSync(join(data, "before-restore-20261121_221500"));
  const files = [
    "chats.db",
    "chats.db-wal",
    "chats.db-shm",
    "chats.db-journal",
    "chats.db.before-0002-import-owner",
    "chats.db.before-0003-collect-and-keep.unfinished",
    "redaction.key",
    "restore-unfinished.json",
    ".restore/old/chats.db",
    "before-restore-20261121_221500/chats.db",
    "logs/chat-app.log",
    "run/chat-app.json",
  ];
  for (const file of files) writeFileSync(join(data, file), "");
});
afterEach(() => rmSync(parent, { recursive: true }));

it("removes everything that the platform writes, copies of the database included", async () => {
  await purgeData(data);
  expect(readdirSync(parent)).toEqual([]);
});

it("leaves what it did not write, and the folder around it", async () => {
  mkdirSync(join(data, "backups"));
  for (const name of ["chats.db2", "my-chats.db.before-0003", "notes.txt", "before-restore-x"]) {
    writeFileSync(join(data, name), "");
  }
  await purgeData(data);
  expect(readdirSync(data).toSorted()).toEqual([
    "backups",
    "before-restore-x",
    "chats.db2",
    "my-chats.db.before-0003",
    "notes.txt",
  ]);
});

it("has nothing to do where there is no folder", async () => {
  await purgeData(join(parent, "other"));
  expect(readdirSync(parent)).toEqual(["data"]);
});
