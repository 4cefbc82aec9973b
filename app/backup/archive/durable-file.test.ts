import type { PathLike } from "node:fs";
import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { beforeEach, expect, test, vi } from "vitest";
import { commitBackup } from "../catalogue/commit.ts";
import { rotateKey } from "../encryption/rotate.ts";
import { replaceDurably, unfinishedPrefix, writeAside } from "./durable-file.ts";
import { backupFolders, testFolder, testKey } from "./testing.ts";

/** What was done to the disk, in its order. */
const record = vi.hoisted(() => ({ calls: [] as string[] }));

vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof import("node:fs/promises")>();
  return {
    ...real,
    open: async (...parameters: Parameters<typeof real.open>) => {
      const file = await real.open(...parameters);
      const name = shown(parameters[0]);
      const { sync, write } = file;
      file.sync = () => {
        record.calls.push(`sync ${name}`);
        return sync.call(file);
      };
      file.write = ((...all: Parameters<typeof write>) => {
        record.calls.push(`write ${name}`);
        return write.apply(file, all);
      }) as typeof write;
      return file;
    },
    rename: async (from: PathLike, to: PathLike) => {
      record.calls.push(`rename ${shown(from)} to ${shown(to)}`);
      await real.rename(from, to);
    },
  };
});

/** Names of unfinished files have a part that is another one each time. */
function shown(path: unknown): string {
  return basename(String(path)).replace(/^\.opc_unfinished_[\da-f-]{36}_/, "unfinished ");
}

beforeEach(() => {
  record.calls = [];
});

test("an archive and its copy are on the disk before they get their names, and the names after", async () => {
  using folders = backupFolders();
  await folders.write();
  const archive = `${testFolder}.tar.gz`;
  expect(record.calls).toEqual([
    `sync unfinished ${archive}`,
    `sync unfinished ${archive}.manifest.json`,
    `rename unfinished ${archive}.manifest.json to ${archive}.manifest.json`,
    `rename unfinished ${archive} to ${archive}`,
    "sync backups",
  ]);
});

test("a backup counts when its entry is on the disk", async () => {
  using folders = backupFolders();
  const written = await folders.write();
  record.calls = [];
  await commitBackup(written, {});
  const entry = `${testFolder}.tar.gz.entry.json`;
  expect(record.calls).toEqual([
    `sync unfinished ${entry}`,
    `rename unfinished ${entry} to ${entry}`,
    "sync backups",
  ]);
});

test("a rotated slot is on the disk before the other one is written", async () => {
  using folders = backupFolders();
  const { path } = await folders.write({ key: testKey(1) });
  record.calls = [];
  await rotateKey(path, { from: testKey(1), to: testKey(2) });
  const name = basename(path);
  expect(record.calls).toEqual([`write ${name}`, `sync ${name}`, `write ${name}`, `sync ${name}`]);
});

test("what cannot be written leaves nothing behind, and what was there stays", async () => {
  using folders = backupFolders();
  const path = `${folders.source}/entry.json`;
  await replaceDurably(path, "old");
  const full = Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
  const writing = writeAside(path, () => Promise.reject(full));
  await expect(writing).rejects.toThrow(`${path}: the disk is full`);
  expect(readFileSync(path, "utf8")).toBe("old");
  expect(readdirSync(folders.source).filter((name) => name.startsWith(unfinishedPrefix))).toEqual(
    [],
  );
});
