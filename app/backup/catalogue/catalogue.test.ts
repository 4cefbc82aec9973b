import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { lockName } from "../../archive/folder-lock.ts";
import { backupFolders, testFolder } from "../archive/testing.ts";
import { Refused } from "../exit-codes.ts";
import { commitBackup } from "./commit.ts";
import { recordFailedRun } from "./failed-run.ts";
import { listBackups } from "./list.ts";
import { withBackupLock } from "./lock.ts";
import { type PruneOptions, pruneBackups } from "./prune.ts";
import { removeBackup } from "./remove.ts";

const day = 24 * 3600 * 1000;
const start = Date.UTC(2026, 10, 1, 2);

/** Verified backups of as many days. */
async function backups(folders: ReturnType<typeof backupFolders>, count: number, keepDays: number) {
  for (let number = 0; number < count; number++) {
    const startedAt = start + number * day;
    const written = await folders.write({ name: { type: "full", startedAt } });
    await commitBackup(written, { verifiedAt: startedAt, keepDays });
  }
  return start + (count - 1) * day;
}

const prune = ({ directory }: { directory: string }, options: PruneOptions) =>
  pruneBackups(directory, options, async (files) => {
    for (const file of files) await removeBackup(directory, file);
  });

test("a backup is in the list when its entry is there, and not before", async () => {
  using folders = backupFolders();
  expect(await listBackups(folders.directory)).toEqual({
    backups: [],
    uncatalogued: [],
    missing: [],
  });
  const counts = { sessions: 2 };
  const written = await folders.write({
    components: () => [{ name: "application", versions: {}, counts, problems: [] }],
  });
  expect(await listBackups(folders.directory)).toEqual({
    backups: [],
    uncatalogued: [basename(written.path)],
    missing: [],
  });
  const entry = await commitBackup(written, { verifiedAt: start, keepDays: 7 });
  expect(entry).toEqual({
    entryVersion: 1,
    file: `${testFolder}.tar.gz`,
    id: written.manifest.id,
    type: "full",
    startedAt: "2026-11-21T22:15:00.000Z",
    sizeBytes: written.sizeBytes,
    complete: true,
    verifiedAt: "2026-11-01T02:00:00.000Z",
    keepDays: 7,
    counts: { application: counts },
  });
  expect(await listBackups(folders.directory)).toEqual({
    backups: [entry],
    uncatalogued: [],
    missing: [],
  });
});

test("a backup with a problem anywhere is not complete", async () => {
  using folders = backupFolders();
  const problems = [{ name: "config/x", reason: "left out" }];
  const written = await folders.write({
    components: () => [{ name: "config", versions: {}, counts: {}, problems }],
  });
  expect((await commitBackup(written, {})).complete).toBe(false);
});

test("an entry that is damaged, or of another archive, does not count", async () => {
  using folders = backupFolders();
  const written = await folders.write();
  await commitBackup(written, {});
  writeFileSync(`${written.path}.entry.json`, "{");
  expect((await listBackups(folders.directory)).uncatalogued).toEqual([basename(written.path)]);
});

test("an entry whose archive is gone is named", async () => {
  using folders = backupFolders();
  const written = await folders.write();
  const entry = await commitBackup(written, {});
  rmSync(written.path);
  expect(await listBackups(folders.directory)).toMatchObject({ backups: [], missing: [entry] });
});

test("what is removed leaves nothing behind", async () => {
  using folders = backupFolders();
  const written = await folders.write();
  await commitBackup(written, {});
  await removeBackup(folders.directory, basename(written.path));
  expect(readdirSync(folders.directory)).toEqual([]);
});

test("pruning removes what retention lets go, and a dry run says so only", async () => {
  using folders = backupFolders();
  const now = await backups(folders, 5, 2);
  const names = ["20261102_020000", "20261101_020000"].map(
    (time) => `opc_backup_full_${time}.tar.gz`,
  );
  const before = readdirSync(folders.directory);
  const dry = await prune(folders, { now, dryRun: true });
  expect(dry.map(({ file }) => file)).toEqual(names);
  expect(readdirSync(folders.directory)).toEqual(before);
  expect(await prune(folders, { now, type: "config" })).toEqual([]);
  expect((await prune(folders, { now })).map(({ file }) => file)).toEqual(names);
  expect(readdirSync(folders.directory)).toHaveLength(9);
  expect(await prune(folders, { now })).toEqual([]);
});

test("after a failed run nothing is pruned until one has succeeded", async () => {
  using folders = backupFolders();
  const now = await backups(folders, 5, 2);
  await recordFailedRun(folders.directory, "full", "no space left");
  expect(await prune(folders, { now })).toEqual([]);
  const startedAt = now + day;
  await commitBackup(await folders.write({ name: { type: "full", startedAt } }), {
    verifiedAt: startedAt,
    keepDays: 2,
  });
  expect(await prune(folders, { now: startedAt })).toHaveLength(3);
});

test("of two runs at once one works, and the other is refused by name", async () => {
  using folders = backupFolders();
  const { promise, resolve } = Promise.withResolvers<void>();
  const first = withBackupLock(folders.directory, () => promise.then(() => "done"));
  const second = withBackupLock(folders.directory, async () => "done");
  await expect(second).rejects.toThrow(Refused);
  await expect(second).rejects.toThrow(`another run (process ${process.pid}) is at work here`);
  resolve();
  expect(await first).toBe("done");
});

test("what fails under the lock is told as it is", async () => {
  using folders = backupFolders();
  const failing = withBackupLock(folders.directory, () => Promise.reject(new Error("disk")));
  await expect(failing).rejects.toThrow(new Error("disk"));
});

test("a run takes over from a dead one, and removes what it left unfinished", async () => {
  using folders = backupFolders();
  const { path } = await folders.write();
  const child = spawn(process.execPath, ["--version"], { stdio: "ignore" });
  await once(child, "exit");
  const dead = JSON.stringify({ pid: child.pid, host: hostname(), id: "dead" });
  writeFileSync(join(folders.directory, lockName), dead);
  const left = [
    ".opc_unfinished_1_opc_backup_full_20261121_230000.tar.gz",
    "opc_backup_full_20261121_230000.tar.gz.manifest.json",
  ];
  for (const name of left) writeFileSync(join(folders.directory, name), "half");
  const [old, fresh] = ["old", "fresh"].map((id) => `${lockName}.${id}`);
  for (const name of [old, fresh]) writeFileSync(join(folders.directory, name ?? ""), dead);
  const longAgo = new Date(Date.now() - 61_000);
  utimesSync(join(folders.directory, old ?? ""), longAgo, longAgo);
  writeFileSync(join(folders.directory, "notes.manifest.json"), "somebody's");
  await withBackupLock(folders.directory, async () => {});
  expect(readdirSync(folders.directory)).toEqual([
    fresh,
    "notes.manifest.json",
    basename(path),
    `${basename(path)}.manifest.json`,
  ]);
});

test.each([
  ["another process has the dead one's id", hostname(), process.pid],
  ["the other machine is silent", "elsewhere", 1],
])("a lock is taken over when its lease is over, though %s", async (_, host, pid) => {
  using folders = backupFolders();
  await folders.write();
  const lock = join(folders.directory, lockName);
  writeFileSync(lock, JSON.stringify({ pid, host, id: "other" }));
  await expect(withBackupLock(folders.directory, async () => {})).rejects.toThrow(Refused);
  const longAgo = new Date(Date.now() - 61_000);
  utimesSync(lock, longAgo, longAgo);
  expect(await withBackupLock(folders.directory, async () => "done")).toBe("done");
});
