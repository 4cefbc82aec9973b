import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { text } from "node:stream/consumers";
import Database from "better-sqlite3";
import { expect, test, vi } from "vitest";
import { runBackup } from "../../../app/backup/backup.ts";
import { engineOf } from "../../../app/backup/engine/choose.ts";
import { listBackupsVerb, showBackupVerb } from "../../../app/commands/backup-list.ts";
import { deleteBackupVerb } from "../../../app/commands/backup-remove.ts";
import { verifyBackupVerb } from "../../../app/commands/backup-verify.ts";
import { drill } from "../../../scripts/backup-drill/drill.ts";
import { resticOnPath } from "../../support/restic.ts";
import { day, environment, restic, scene, start } from "./restic-scene.ts";

// Each command opens the repository anew, which takes restic most of a second.
vi.setConfig({ testTimeout: 120_000 });

resticOnPath();

test("a backup of restic is taken, listed, shown, verified and restored", async () => {
  const backups = await scene();
  const { code, out } = await backups.backup("full", 7);
  expect({ code, out }).toEqual({
    code: 0,
    out: [
      expect.stringMatching(/^application {3}\d+ kB {3}2 sessions, 40 messages$/),
      expect.stringMatching(/^vectors {7}40 vectors/),
      expect.stringMatching(/^volumes {7}skipped/),
      expect.stringMatching(/^config {8}1 kB {3}5 settings, 1 by reference$/),
      expect.stringMatching(
        /^opc_backup_full_\d{8}_\d{6}\.restic {3}\+\d+ kB of \d+ kB {3}verified, /,
      ),
      "kept 7 days: no backup was older",
    ],
  });
  const path = backups.archive();
  const file = basename(path);
  const list = await backups.run((s, t) => listBackupsVerb({}, s, t));
  expect(list.out).toEqual([
    expect.stringMatching(/restic {3}\+\d+ kB {3}verified {3}kept 7 days$/),
  ]);
  const shown = await backups.run((s, t) => showBackupVerb(file, {}, s, t));
  expect(shown.out[3]).toContain("application   sessions 2");
  const verified = await backups.run((s, t) => verifyBackupVerb(file, {}, s, t));
  expect(verified).toMatchObject({ code: 0, out: [expect.stringMatching(/whole: 2 files, /)] });
  const sessions = await backups.sessions();
  await backups.import(3);
  expect(await backups.restore(file, { replace: true, yes: true })).toMatchObject({ code: 0 });
  expect(await backups.sessions()).toEqual(sessions);
});

test("a further backup takes what is new alone, and restic itself gives the same files", async () => {
  const backups = await scene();
  const first = await backups.take();
  const second = await backups.take(start + day);
  const whole = second.manifest.members.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  expect(whole).toBeGreaterThan(900_000);
  expect(first.sizeBytes).toBeGreaterThan(10_000);
  expect(second.sizeBytes).toBeLessThan(5_000);
  const [snapshot = ""] = (await backups.snapshots()).slice(-1);
  const listed = await text(restic(backups.repository, ["ls", snapshot]).stdout);
  for (const { name } of second.manifest.members) {
    expect(listed).toContain(`"/opc_backup_full_20270102_000000/${name}"`);
  }
});

test("a vector that the database has lost makes the backup partial, with its own exit code", async () => {
  const { backup, data } = await scene();
  const database = new Database(join(data, "chats.db"));
  database.exec("delete from vectors_1 where message_id = 1");
  database.close();
  const { code, out } = await backup();
  expect(code).toBe(3);
  expect(out.at(-1)).toContain("has 39 vectors, and messages with a vector are 40");
});

test("a run that is aborted leaves earlier backups, and nothing of its own", async () => {
  const backups = await scene();
  await backups.take();
  const names = readdirSync(backups.backups);
  const snapshots = await backups.snapshots();
  for (const step of ["application", "archive", "verify"]) {
    const controller = new AbortController();
    const run = runBackup({ type: "full" }, backups.settings, {
      environment: {},
      signal: controller.signal,
      now: () => start + day,
      onProgress: (progress) => {
        if (progress.step === step) controller.abort(new Error(`stopped at ${step}`));
      },
    });
    await expect(run).rejects.toThrow(/stopped at|aborted/);
  }
  expect(readdirSync(backups.backups).filter((name) => !/fail/.test(name))).toEqual(names);
  expect(await backups.snapshots()).toEqual(snapshots);
});

test("of two backups at once one is taken and the other one refused", async () => {
  const backups = await scene();
  const both = await Promise.all([backups.backup(), backups.backup()]);
  expect(both.map(({ code }) => code).toSorted()).toEqual([0, 4]);
  expect(await backups.snapshots()).toHaveLength(1);
});

test("what retention lets go, and what is deleted, goes from the repository", async () => {
  const backups = await scene();
  for (const number of [0, 1, 2, 3]) await backups.take(start + number * day, 1);
  expect(backups.archives()).toHaveLength(2);
  expect(await backups.snapshots()).toHaveLength(2);
  const [older = ""] = backups.archives().map((path) => basename(path));
  const deleted = await backups.run((s, t) => deleteBackupVerb(older, {}, s, t));
  expect(deleted).toEqual({ code: 0, out: [`${older}   deleted`], err: [] });
  expect(await backups.snapshots()).toHaveLength(1);
  const path = backups.archive();
  await engineOf(path, backups.settings.backup).verify(path);
});

test("a snapshot that a killed run has left is forgotten by the next one", async () => {
  const backups = await scene();
  const killed = await backups.take();
  // As of a run that died between its snapshot and the file that names it.
  for (const ending of ["", ".entry.json", ".manifest.json"]) rmSync(`${killed.path}${ending}`);
  const note = join(backups.backups, `.opc_restic_${basename(killed.path)}`);
  writeFileSync(note, killed.manifest.id);
  const [left] = await backups.snapshots();
  const { path } = await backups.take(start + day);
  expect(await backups.snapshots()).toEqual([expect.not.stringMatching(`^${left}$`)]);
  expect(existsSync(note)).toBe(false);
  // As of one that died when that file was there.
  writeFileSync(join(backups.backups, `.opc_restic_${basename(path)}`), "");
  await backups.take(start + 2 * day);
  expect(await backups.snapshots()).toHaveLength(2);
  expect(readdirSync(backups.backups).filter((name) => name.startsWith(".opc"))).toEqual([]);
});

test("a drill restores a snapshot of restic, whose repository is beside its file", async () => {
  const backups = await scene();
  const { path } = await backups.take();
  const { CHATS_BACKUP_KEY } = environment;
  const drilling = { CHATS_BACKUP_KEY, PATH: process.env.PATH };
  const { restoreSeconds } = await drill({
    archive: path,
    environment: drilling,
    tell: () => {},
  });
  expect(restoreSeconds).toBeGreaterThan(0);
});
