import { randomBytes } from "node:crypto";
import { readdirSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { extractArchive } from "../../../app/backup/archive/extract.ts";
import { backupFolders, filesIn, testKey } from "../../../app/backup/archive/testing.ts";
import { verifyArchive } from "../../../app/backup/archive/verify.ts";
import { commitBackup } from "../../../app/backup/catalogue/commit.ts";
import { recordFailedRun } from "../../../app/backup/catalogue/failed-run.ts";
import { listBackups } from "../../../app/backup/catalogue/list.ts";
import { pruneBackups } from "../../../app/backup/catalogue/prune.ts";
import { reencrypt } from "../../../app/backup/encryption/re-encrypt.ts";
import { rotateKey } from "../../../app/backup/encryption/rotate.ts";
import { temporaryFolder } from "../../../app/commands/testing.ts";
import { canMount, pageBytes, smallDisk } from "./small-disk.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

/** Lets the disk be full when a file is written to for the `nth` time from now. */
async function fillDiskAt(nth: number) {
  using folder = temporaryFolder();
  const file = await open(join(folder.path, "any"), "w");
  const kind = Object.getPrototypeOf(file);
  await file.close();
  let calls = 0;
  for (const method of ["writeFile", "write"] as const) {
    const real = kind[method];
    vi.spyOn(kind, method).mockImplementation(function (this: unknown, ...all: unknown[]) {
      if (++calls < nth) return real.apply(this, all);
      return Promise.reject(Object.assign(new Error("ENOSPC"), { code: "ENOSPC" }));
    });
  }
}

const files = { "a/large": randomBytes(4_000_000), "a/small": "small" };

test.each([1, 2, 4, 8])(
  "at write %i of a backup a full disk is named, and nothing is left",
  async (nth) => {
    using folders = backupFolders(files);
    const earlier = await folders.write({ name: { type: "full", startedAt: 0 } });
    const before = filesIn(folders.directory);
    await fillDiskAt(nth);
    await expect(folders.write({ key: testKey() })).rejects.toThrow(
      /^.*opc_backup_full_20261121_221500\.tar\.gz\.enc.*: the disk is full; make room/,
    );
    vi.restoreAllMocks();
    expect(Object.keys(filesIn(folders.directory))).toEqual(Object.keys(before));
    await verifyArchive({ path: earlier.path });
  },
);

test("a disk that is full when the entry is written leaves a backup that does not count", async () => {
  using folders = backupFolders(files);
  const written = await folders.write();
  await fillDiskAt(1);
  await expect(commitBackup(written, {})).rejects.toThrow("the disk is full");
  vi.restoreAllMocks();
  expect(await listBackups(folders.directory)).toMatchObject({
    backups: [],
    uncatalogued: ["opc_backup_full_20261121_221500.tar.gz"],
  });
});

test.each([1, 2, 5])(
  "at write %i of a restore a full disk is named, and nothing is left",
  async (nth) => {
    using folders = backupFolders(files);
    const { path } = await folders.write();
    await fillDiskAt(nth);
    await expect(extractArchive({ path, into: folders.into })).rejects.toThrow("the disk is full");
    vi.restoreAllMocks();
    expect(filesIn(folders.into)).toEqual({});
  },
);

test.each([1, 3, 6])(
  "at write %i of a new encryption a full disk leaves the old one",
  async (nth) => {
    using folders = backupFolders(files);
    const { path, manifest } = await folders.write({ key: testKey(1) });
    await fillDiskAt(nth);
    const renewed = reencrypt(path, { from: testKey(1), to: testKey(2) });
    await expect(renewed).rejects.toThrow("the disk is full");
    vi.restoreAllMocks();
    expect(readdirSync(folders.directory)).toHaveLength(2);
    expect(await verifyArchive({ path, key: testKey(1) })).toEqual(manifest);
  },
);

test.skipIf(!canMount)(
  "a real disk of 3 MB that is full: named, cleared up, nothing pruned",
  async () => {
    using folders = backupFolders(files);
    const { path: disk } = smallDisk(3 * 1024 ** 2);
    const small = folders.members().filter(({ name }) => name === "a/small");
    const day = 24 * 3600 * 1000;
    for (const number of [0, 1, 2, 3]) {
      const startedAt = number * day;
      const name = { type: "full", startedAt } as const;
      const written = await folders.write({ directory: disk, name, members: small });
      await commitBackup(written, { verifiedAt: startedAt, keepDays: 1 });
    }
    const before = readdirSync(disk);
    for (const key of [undefined, testKey()]) {
      const failing = folders.write({ directory: disk, key, compression: "zstd" });
      await expect(failing).rejects.toThrow("the disk is full");
    }
    expect(readdirSync(disk)).toEqual(before);
    await recordFailedRun(disk, "full", "the disk is full");
    const remove = () => Promise.reject(new Error("something was to be removed"));
    expect(await pruneBackups(disk, { now: 4 * day }, remove)).toEqual([]);
    for (const { file } of (await listBackups(disk)).backups) {
      await verifyArchive({ path: join(disk, file) });
    }
    const { path } = await folders.write();
    const into = join(disk, "restored");
    await expect(extractArchive({ path, into })).rejects.toThrow("the disk is full");
    expect(readdirSync(disk)).not.toContain("restored");
  },
);

test.skipIf(!canMount)(
  "on a real disk that is full keys are rotated, and a new encryption leaves the old one",
  async () => {
    using folders = backupFolders(files);
    const { path: disk, leaveFree, makeRoom } = smallDisk(12 * 1024 ** 2);
    const { path, manifest } = await folders.write({ directory: disk, key: testKey(1) });
    leaveFree(0);
    const full = readdirSync(disk);
    expect(await rotateKey(path, { from: testKey(1), to: testKey(2) })).toBe("rotated");
    const change = { from: testKey(2), to: testKey(3) };
    for (const freePages of [0, 1, 100, 900]) {
      leaveFree(freePages * pageBytes);
      await expect(reencrypt(path, change)).rejects.toThrow(`${path}: the disk is full`);
      expect(readdirSync(disk)).toEqual(full);
      expect(await verifyArchive({ path, key: testKey(2) })).toEqual(manifest);
    }
    makeRoom();
    await reencrypt(path, change);
    expect(await verifyArchive({ path, key: testKey(3) })).toEqual(manifest);
  },
);
