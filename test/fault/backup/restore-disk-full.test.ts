import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { lockName } from "../../../app/archive/folder-lock.ts";
import { runBackup } from "../../../app/backup/backup.ts";
import { runRestore } from "../../../app/backup/restore/restore.ts";
import { temporaryFolder } from "../../../app/commands/testing.ts";
import { readSettings } from "../../../app/settings.ts";
import { openSqliteStore } from "../../../app/store/sqlite.ts";
import { importInto } from "../../../app/store/test-import.ts";
import { canMount, pageBytes, smallDisk } from "./small-disk.ts";

/** A disk of 32 MB with the data of three chats on it, and an archive of two elsewhere. */
async function restoreOntoSmallDisk() {
  const disk = smallDisk(32 * 1024 ** 2);
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const [directory, source] = [join(disk.path, "data"), join(folder.path, "source")];
  await fill(directory, 3);
  await fill(source, 2);
  const backup = readSettings({ CHATS_DATA_DIRECTORY: source });
  const { path, manifest } = await runBackup({ type: "full" }, backup, { environment: {} });
  const settings = readSettings({ CHATS_DATA_DIRECTORY: directory });
  return {
    ...disk,
    directory,
    archivedBytes: manifest.members.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    restore: (space: { freeBytes?: () => number } = {}) => {
      const request = { path, components: [], replace: true, keepOld: false };
      const parts = { environment: {}, confirm: async () => true, ...space };
      return runRestore(request, settings, parts);
    },
  };
}

async function fill(directory: string, chats: number): Promise<void> {
  const opened = await openSqliteStore({ directory });
  await importInto(opened, chats);
  await opened.store.close();
}

/** Sessions of a folder that has a sound database, and no file of a restore. */
async function sessionsIn(directory: string): Promise<number> {
  // Requests for the lock may be left empty.
  const names = readdirSync(directory).filter((name) => !name.startsWith(`${lockName}.`));
  expect(names.filter((name) => !name.startsWith("chats.db"))).toEqual([]);
  const { store, maintenance } = await openSqliteStore({ directory });
  const { sessions } = await store.counts();
  expect(await maintenance.check()).toEqual([]);
  await store.close();
  return sessions;
}

test.skipIf(!canMount)("a restore onto a full disk names it and what it needs", async () => {
  const { directory, archivedBytes, leaveFree, makeRoom, restore } = await restoreOntoSmallDisk();
  leaveFree(1_000 * pageBytes);
  const needed = Math.ceil((archivedBytes + 16_000_000) / 1e6);
  await expect(restore()).rejects.toThrow(
    `${directory}: has no room, got 5 MB and ${needed} MB are needed; free some space, or use ` +
      "another disk. Nothing was changed",
  );
  expect(await sessionsIn(directory)).toBe(3);
  makeRoom();
  await restore();
  expect(await sessionsIn(directory)).toBe(2);
});

test.skipIf(!canMount)(
  "a disk that others fill during a restore leaves the old chats, and room lets the next one complete",
  async () => {
    const { directory, archivedBytes, leaveFree, makeRoom, restore } = await restoreOntoSmallDisk();
    const archivedPages = Math.ceil(archivedBytes / pageBytes);
    const failures: string[] = [];
    // Page by page once what is archived has room, which is when the database is made ready.
    for (let pages = 0; ; pages += pages < archivedPages - 1 ? Math.ceil(archivedPages / 8) : 1) {
      leaveFree(pages * pageBytes);
      const problem = await restore({ freeBytes: () => Number.POSITIVE_INFINITY }).then(
        () => undefined,
        (error: Error) => error.message,
      );
      makeRoom();
      if (problem === undefined) break;
      failures.push(problem);
      expect(await sessionsIn(directory)).toBe(3);
    }
    expect(await sessionsIn(directory)).toBe(2);
    expect(failures.filter((problem) => !problem.startsWith(directory))).toEqual([]);
    const ofDisk =
      /: the disk is full; make room|: the disk cannot be read or written; check .* space/;
    expect(failures.filter((problem) => !ofDisk.test(problem))).toEqual([]);
    // When the lock is asked for, while the archive is read, and when the database is made ready.
    for (const place of ["/data: ", "/.restore/archive/application/chats.db: ", "/.restore/new/"]) {
      expect(failures.filter((problem) => problem.includes(place))).not.toEqual([]);
    }
  },
);
