import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test, vi } from "vitest";
import { unfinishedPrefix } from "../../../app/backup/archive/durable-file.ts";
import { extractArchive } from "../../../app/backup/archive/extract.ts";
import {
  backupFolders,
  type Files,
  filesIn,
  testKey,
} from "../../../app/backup/archive/testing.ts";
import { verifyArchive } from "../../../app/backup/archive/verify.ts";
import { listBackups } from "../../../app/backup/catalogue/list.ts";
import { withBackupLock } from "../../../app/backup/catalogue/lock.ts";
import { removeBackup } from "../../../app/backup/catalogue/remove.ts";
import { rotateKey } from "../../../app/backup/encryption/rotate.ts";
import { backupsIn, chatsToKeep, killedAfter, momentsOf, runMs, start } from "./killing.ts";

// Fifty processes each, on a machine that may have others.
vi.setConfig({ testTimeout: 240_000 });

const files = {
  "application/chats.db": Buffer.concat([randomBytes(1_500_000), Buffer.alloc(3_000_000, "chats")]),
  "config/settings.json": "{}",
};
const [first, second] = [testKey(1), testKey(2)];

/** Of a run, for 50 seeds. */
const moments = momentsOf(50);

test("a backup that is killed at any moment leaves nothing that counts, and harms nothing", async () => {
  const { directory, environment, take } = await chatsToKeep();
  const earlier = await take(Date.UTC(2027, 0, 1));
  const before = backupsIn(directory);
  const time = (seed: number) => Date.UTC(2027, 0, 1, 1, 0, seed);
  const usualMs = await runMs(["backup", String(time(99))], environment);
  const seen = { killed: 0, staged: 0, unfinished: 0, done: 0 };
  for (const [seed, moment] of moments.entries()) {
    await onlyEarlier();
    const isDone = await killedAfter(moment * usualMs, ["backup", String(time(seed))], environment);
    seen[isDone ? "done" : "killed"] += 1;
    const left = readdirSync(directory);
    if (left.some((name) => name.startsWith(".stage-"))) seen.staged += 1;
    if (left.some((name) => name.startsWith(unfinishedPrefix))) seen.unfinished += 1;

    const { backups, uncatalogued, missing } = await listBackups(directory);
    expect(missing).toEqual([]);
    // What has its name is whole, whether or not the run came to enter it.
    const files = [...backups.map(({ file }) => file), ...uncatalogued];
    for (const file of files) await verifyArchive({ path: join(directory, file), key: first });

    // The next run takes the place of the dead one, and clears up after it.
    await take(time(100));
    const names = Object.keys(backupsIn(directory));
    expect(names.filter((name) => name.startsWith("."))).toEqual([]);
  }
  await onlyEarlier();
  expect(backupsIn(directory)).toEqual(before);
  // All happened: runs that were cut off, copies of the database, and files that had no name yet.
  expect(seen.killed).toBeGreaterThan(10);
  expect(seen.staged).toBeGreaterThan(5);
  expect(seen.unfinished).toBeGreaterThan(5);

  async function onlyEarlier(): Promise<void> {
    const { backups, uncatalogued } = await listBackups(directory);
    const files = [...backups.map(({ file }) => file), ...uncatalogued];
    await withBackupLock(directory, async () => {
      for (const file of files) {
        if (file !== basename(earlier.path)) await removeBackup(directory, file);
      }
    });
  }
});

/** Changes the keys of an archive until it is killed; afterwards one of the keys opens all of it. */
async function keysChanged(task: "rotate" | "re-encrypt", content: Files) {
  using folders = backupFolders(content);
  const { directory } = folders;
  const { path, manifest } = await folders.write({ key: first });
  const usualMs = await runMs([task, path]);
  await rotateKey(path, { from: second, to: first });
  let mixed = 0;
  for (const moment of moments) {
    // Now and then in the first round, now and then in a later one.
    await killedAfter((0.2 + 3 * moment) * usualMs, [task, path]);
    const key = await opening(path);
    if (key === undefined) throw new Error(`at ${moment} of a run no key opened the archive`);
    const other = key === first ? second : first;
    if (await opensWith(path, other)) mixed++;
    await withBackupLock(directory, async () => {});
    // A rotation that was cut off is brought to its end by the next one.
    await rotateKey(path, { from: key, to: first });
    expect(await verifyArchive({ path, key: first })).toEqual(manifest);
    expect(Object.keys(backupsIn(directory)).filter((name) => name.startsWith("."))).toEqual([]);
  }
  await extractArchive({ path, key: first, into: folders.into });
  const [restored, source] = [folders.into, folders.source].map(filesIn);
  for (const [name, bytes] of Object.entries(source ?? {})) {
    expect(restored?.[name]?.equals(bytes)).toBe(true);
  }
  return { mixed };
}

async function opening(path: string) {
  if (await opensWith(path, first)) return first;
  return (await opensWith(path, second)) ? second : undefined;
}

/** A restore, because that is what has to go well even between two slots. */
async function opensWith(path: string, key: typeof first): Promise<boolean> {
  const into = `${path}.restored`;
  try {
    await extractArchive({ path, key, into });
    return true;
  } catch {
    return false;
  } finally {
    rmSync(into, { recursive: true, force: true });
  }
}

test("an archive whose rotation is killed at any moment opens with one of the two keys", async () => {
  const { mixed } = await keysChanged("rotate", { "config/settings.json": "{}" });
  // Some were cut off between the two slots.
  expect(mixed).toBeGreaterThan(0);
});

test("an archive whose new encryption is killed at any moment opens with one of the two keys", async () => {
  await keysChanged("re-encrypt", files);
});

test("of two backups at once one is taken, and the other one is refused", async () => {
  const { directory, environment } = await chatsToKeep();
  const runs = [1, 2].map((number) => {
    const child = start(["backup", String(Date.UTC(2027, 0, number))], environment, "ignore");
    child.stdout.resume();
    return once(child, "close");
  });
  const codes = (await Promise.all(runs)).map(([code]) => code);
  const { backups, uncatalogued } = await listBackups(directory);
  expect(backups).toHaveLength(codes.filter((code) => code === 0).length);
  expect(codes).toContain(0);
  expect(uncatalogued).toEqual([]);
  for (const { file } of backups) await verifyArchive({ path: join(directory, file), key: first });
  expect(readFileSync(join(directory, backups[0]?.file ?? "")).length).toBeGreaterThan(0);
});
