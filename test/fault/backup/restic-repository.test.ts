import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import {
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test, vi } from "vitest";
import { WrongKey } from "../../../app/backup/archive/errors.ts";
import { testKey } from "../../../app/backup/archive/testing.ts";
import { withBackupLock } from "../../../app/backup/catalogue/lock.ts";
import { engineOf } from "../../../app/backup/engine/choose.ts";
import { Refused } from "../../../app/backup/exit-codes.ts";
import { openRepository } from "../../../app/backup/restic/open-repository.ts";
import { rotatePassword } from "../../../app/backup/restic/rotate-password.ts";
import { installation } from "../../../app/backup/testing.ts";
import { reencryptVerb, rotateKeysVerb } from "../../../app/commands/backup-keys.ts";
import { temporaryFolder } from "../../../app/commands/testing.ts";
import { resticOnPath } from "../../support/restic.ts";
import { day, environment, key, password, restic, scene, start } from "./restic-scene.ts";

// Each command opens the repository anew, which takes restic most of a second.
vi.setConfig({ testTimeout: 120_000 });

resticOnPath();

const root = join(import.meta.dirname, "../../..");

test("snapshots of other people and lost files are nobody's leave to forget anything", async () => {
  const backups = await scene();
  await backups.take();
  await once(restic(backups.repository, ["backup", "chats.db"], backups.data), "close");
  for (const name of readdirSync(backups.backups)) {
    if (name.startsWith("opc_backup")) rmSync(join(backups.backups, name));
  }
  await backups.take(start + day);
  expect(await backups.snapshots()).toHaveLength(3);
});

test("a lock of a process that is gone is taken away, and that of one at work is not", async () => {
  const backups = await scene();
  await backups.take(start, 1);
  const locks = join(backups.repository, "locks");
  // It waits for its input, and holds the repository meanwhile.
  const holder = restic(backups.repository, ["backup", "--stdin"]);
  onTestFinished(() => void holder.kill("SIGKILL"));
  await vi.waitFor(() => expect(readdirSync(locks)).toHaveLength(1), 10_000);
  const settings = { repository: undefined, lockWaitSeconds: 1 };
  const refused = openRepository(backups.backups, testKey(1), settings).letGo([randomUUID()]);
  await expect(refused).rejects.toThrow(Refused);
  await expect(refused).rejects.toThrow(
    /restic: another run is at work there, or was killed: .*locked/,
  );
  const ended = once(holder, "close");
  holder.kill("SIGKILL");
  await ended;
  expect(readdirSync(locks)).toHaveLength(1);
  await backups.take(start + day, 1);
  await backups.take(start + 3 * day, 1);
  expect(await backups.snapshots()).toHaveLength(2);
  expect(readdirSync(locks)).toEqual([]);
});

test("a repository that is gone is not made anew while there are backups in it", async () => {
  const backups = await scene();
  await backups.take();
  renameSync(backups.repository, `${backups.repository}-gone`);
  await expect(backups.take(start + day)).rejects.toThrow(
    `${backups.repository}: there is no repository of restic; use the one that the backups are in`,
  );
  expect(existsSync(backups.repository)).toBe(false);
  expect(backups.archives()).toHaveLength(1);
});

test("a repository elsewhere is the one of the settings, wherever the archive has come to", async () => {
  const elsewhere = installation();
  const repository = join(elsewhere.folder, "store");
  const backups = await scene({ CHATS_BACKUP_RESTIC_REPOSITORY: repository });
  const { path, manifest } = await backups.take();
  expect(existsSync(backups.repository)).toBe(false);
  const moved = join(elsewhere.folder, basename(path));
  renameSync(path, moved);
  expect(await engineOf(moved, backups.settings.backup).verify(moved)).toEqual(manifest);
  expect(statSync(repository).mode & 0o777).toBe(0o700);
});

test("another key is told from a repository that opens with none", async () => {
  const backups = await scene();
  await backups.take();
  const other = { ...environment, CHATS_BACKUP_KEY: Buffer.alloc(32, 2).toString("base64") };
  const stranger = installation({ ...other, CHATS_BACKUP_DIR: backups.backups });
  await stranger.import(1);
  const { code, err } = await stranger.backup();
  expect({ code, err }).toEqual({
    code: 6,
    err: [`${backups.repository}: opens with another key than the one that is set`],
  });
  expect(await backups.snapshots()).toHaveLength(1);
});

test("keys rotate, also where a rotation was cut off, and nothing is encrypted anew", async () => {
  const backups = await scene();
  const { path } = await backups.take();
  const newKeyFile = join(backups.folder, "new.key");
  writeFileSync(newKeyFile, Buffer.alloc(32, 2), { mode: 0o600 });
  const anew = await backups.run((s, t) => reencryptVerb(basename(path), { newKeyFile }, s, t));
  expect(anew).toMatchObject({ code: 4, err: [expect.stringContaining("encrypts nothing anew")] });
  const rotate = () => backups.run((s, t) => rotateKeysVerb({ newKeyFile }, s, t));
  expect((await rotate()).out).toEqual(["the repository of restic   rotated"]);
  expect((await rotate()).out).toEqual(["the repository of restic   had the new key"]);
  const old = engineOf(path, backups.settings.backup);
  await expect(old.verify(path)).rejects.toThrow(WrongKey);
  // As where it was cut off between the two: both open it.
  const settings = { repository: undefined };
  const renewed = openRepository(backups.backups, testKey(2), settings);
  await renewed.addKey(password);
  await old.verify(path);
  const change = { from: testKey(1), to: testKey(2) };
  await withBackupLock(backups.backups, () => rotatePassword(backups.backups, change, settings));
  await expect(old.verify(path)).rejects.toThrow(WrongKey);
  expect(await renewed.keyId()).toMatch(/^[\da-f]{64}$/);
});

test("restic alone opens the repository and gives the chats back, as the runbook has it", async () => {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const keyFile = join(folder.path, "backup.key");
  writeFileSync(keyFile, `${key}\n`, { mode: 0o600 });
  const { CHATS_BACKUP_ENGINE } = environment;
  const backups = installation({ CHATS_BACKUP_ENGINE, CHATS_BACKUP_KEY_FILE: keyFile });
  await backups.import(2);
  expect(await backups.backup()).toMatchObject({ code: 0 });
  const page = readFileSync(join(root, "docs/runbooks/corrupted-archive.md"), "utf8");
  const script = [...page.matchAll(/^```sh\n(.*?)^```/gms)]
    .map(([, block]) => block)
    .join("")
    .replaceAll("/tmp/chats-rescued", join(folder.path, "chats-rescued"))
    .replaceAll("/root/backup.key", keyFile)
    .replaceAll("$PWD/.data/backups", backups.backups)
    .replaceAll("npm run chats --", `'${process.execPath}' '${root}/app/main.ts'`);
  const env = { PATH: process.env.PATH, HOME: folder.path };
  const { stdout } = await promisify(execFile)("sh", ["-ec", script], { env, timeout: 60_000 });
  expect(stdout).toMatch(/no errors were found/);
  expect(stdout).toMatch(/restoring snapshot/);
  const rescued = join(folder.path, "chats-rescued");
  const [name = ""] = readdirSync(rescued);
  expect(readdirSync(join(rescued, name)).toSorted()).toEqual([
    "application",
    "config",
    "manifest.json",
  ]);
});
