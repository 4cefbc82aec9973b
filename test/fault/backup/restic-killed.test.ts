import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test, vi } from "vitest";
import { testKey } from "../../../app/backup/archive/testing.ts";
import { listBackups } from "../../../app/backup/catalogue/list.ts";
import { withBackupLock } from "../../../app/backup/catalogue/lock.ts";
import { resticEngine } from "../../../app/backup/restic/restic-engine.ts";
import { resticOnPath } from "../../support/restic.ts";
import { backupsIn, chatsToKeep, killedAfter, momentsOf, runMs } from "./killing.ts";

// Each seed takes two backups, and reads two.
vi.setConfig({ testTimeout: 600_000 });

resticOnPath();

test("a backup of restic that is killed at any moment leaves nothing that counts, and harms nothing", async () => {
  const { directory, environment, take } = await chatsToKeep({ CHATS_BACKUP_ENGINE: "restic" });
  const engine = resticEngine({ repository: undefined, key: async () => testKey(1) });
  const earlier = basename((await take(Date.UTC(2027, 0, 1))).path);
  const time = (seed: number) => Date.UTC(2027, 0, 1, 1, 0, seed);
  const usualMs = await runMs(["backup", String(time(99))], environment);
  const seen = { killed: 0, staged: 0, noted: 0, locked: 0 };
  for (const [seed, moment] of momentsOf(12).entries()) {
    const isDone = await killedAfter(moment * usualMs, ["backup", String(time(seed))], environment);
    const left = readdirSync(directory);
    if (!isDone) seen.killed += 1;
    if (left.some((name) => name.startsWith(".stage-"))) seen.staged += 1;
    if (left.some((name) => name.startsWith(".opc_restic_"))) seen.noted += 1;
    if (readdirSync(join(directory, "restic/locks")).length > 0) seen.locked += 1;

    const { backups, uncatalogued, missing } = await listBackups(directory);
    expect(missing).toEqual([]);
    // What has its name is whole, whether or not the run came to enter it.
    const files = [...backups.map(({ file }) => file), ...uncatalogued];
    expect(files).toContain(earlier);
    for (const file of files) await engine.verify(join(directory, file));

    // The next run takes the place of the dead one, and clears up after it.
    const next = basename((await take(time(100))).path);
    expect(Object.keys(backupsIn(directory)).filter((name) => name.startsWith("."))).toEqual([]);
    expect(readdirSync(join(directory, "restic/snapshots"))).toHaveLength(
      new Set([...files, next]).size,
    );
    await withBackupLock(directory, () =>
      engine.remove(
        directory,
        [...files, next].filter((file) => file !== earlier),
      ),
    );
    expect(readdirSync(join(directory, "restic/snapshots"))).toHaveLength(1);
  }
  // All happened: runs that were cut off, copies of the database, snapshots without a file, and locks.
  expect(seen.killed).toBeGreaterThan(5);
  expect(seen.staged).toBeGreaterThan(2);
  expect(seen.noted).toBeGreaterThan(1);
  expect(seen.locked).toBeGreaterThan(0);
});
