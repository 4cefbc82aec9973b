import { chmodSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { backupFolders, testFolder, testKey } from "../backup/archive/testing.ts";
import type { WriteArchiveInput } from "../backup/archive/write.ts";
import { commitBackup } from "../backup/catalogue/commit.ts";
import { withBackupLock } from "../backup/catalogue/lock.ts";
import { openVault } from "../backup/encryption/test-vault.ts";
import { readSettings, type Settings } from "../settings.ts";
import { reencryptVerb, rotateKeysVerb } from "./backup-keys.ts";
import { listBackupsVerb, showBackupVerb } from "./backup-list.ts";
import { deleteBackupVerb, pruneBackupsVerb } from "./backup-remove.ts";
import { verifyBackupVerb } from "./backup-verify.ts";
import type { Terminal } from "./terminal.ts";
import { recordedTerminal } from "./testing.ts";

const day = 24 * 3600 * 1000;
const start = Date.UTC(2026, 10, 1, 2);
const [firstKey, secondKey] = [1, 2].map((byte) => Buffer.alloc(32, byte).toString("base64"));

type Verb = (settings: Settings, terminal: Terminal) => Promise<number>;

/** A folder of backups, and the commands about it, each with a terminal of its own. */
function scene(environment: Record<string, string | undefined> = {}) {
  const folders = backupFolders();
  const settings = readSettings({ CHATS_BACKUP_DIR: folders.directory, ...environment });
  const run = async (verb: Verb) => {
    const { terminal, out, err } = recordedTerminal();
    return { code: await verb(settings, terminal), out, err };
  };
  const add = async (number: number, input: Partial<WriteArchiveInput> = {}, isVerified = true) => {
    const written = await folders.write({
      name: { type: "full", startedAt: start + number * day },
      ...input,
    });
    await commitBackup(written, { verifiedAt: isVerified ? start : undefined, keepDays: 2 });
    return written;
  };
  return { folders, run, add, [Symbol.dispose]: folders[Symbol.dispose] };
}

const list =
  (json = false): Verb =>
  (settings, terminal) =>
    listBackupsVerb({ json }, settings, terminal);

test("list says that there are none, what there is, and what does not count", async () => {
  using backups = scene();
  const { directory, write } = backups.folders;
  expect(await backups.run(list())).toEqual({
    code: 0,
    out: [`There are no backups in ${directory}; chats backup full makes one.`],
    err: [],
  });
  await backups.add(0);
  await backups.add(1, {}, false);
  const lost = await backups.add(2);
  rmSync(lost.path);
  await write();
  const { out } = await backups.run(list());
  expect(out).toEqual([
    "opc_backup_full_20261102_020000.tar.gz   1 kB   not verified   kept 2 days",
    "opc_backup_full_20261101_020000.tar.gz   1 kB   verified   kept 2 days",
    `${testFolder}.tar.gz   does not count: its run did not come to its end, or it was brought here; chats backup verify reads it`,
    "opc_backup_full_20261103_020000.tar.gz   is gone; chats backup delete",
  ]);
  const json = await backups.run(list(true));
  expect(JSON.parse(json.out.join("\n"))).toMatchObject({
    directory,
    backups: [{ file: "opc_backup_full_20261102_020000.tar.gz" }, {}],
    uncatalogued: [`${testFolder}.tar.gz`],
    missing: [{}],
  });
});

test("show tells of the entry and the manifest, by any of a backup's names", async () => {
  using backups = scene();
  const counts = { sessions: 1204 };
  const canRestore = { value: false, reason: "a variable is needed" };
  const problems = [{ name: "application/x", reason: "left out: cannot be read" }];
  const { path, manifest } = await backups.add(0, {
    components: () => [
      { name: "application", versions: { schema: "0009" }, counts, problems },
      { name: "volumes", versions: {}, counts: {}, problems: [], skippedReason: "no Docker" },
    ],
    canRestore,
  });
  for (const name of [path, basename(path), "opc_backup_full_20261101_020000"]) {
    const shown = await backups.run((s, t) => showBackupVerb(name, {}, s, t));
    expect(shown).toEqual({
      code: 0,
      out: [
        "opc_backup_full_20261101_020000.tar.gz",
        "1 kB, verified 1 Nov 2026, partial, kept 2 days",
        `Backup ${manifest.id} of 2026-11-01T02:00:00.000Z: 1 file, 1 kB.`,
        "application   sessions 1,204   schema 0009",
        "volumes   skipped: no Docker",
        "The archive alone does not suffice: a variable is needed.",
        "application/x: left out: cannot be read",
      ],
      err: [],
    });
  }
  const json = await backups.run((s, t) => showBackupVerb(path, { json: true }, s, t));
  expect(JSON.parse(json.out.join("\n"))).toMatchObject({ path, manifest: { id: manifest.id } });
});

test("show tells of an encrypted backup what the catalogue knows where the key is missing", async () => {
  using backups = scene();
  const { path } = await backups.add(0, { key: testKey(1) });
  const shown = await backups.run((s, t) => showBackupVerb(basename(path), {}, s, t));
  expect(shown.code).toBe(0);
  expect(shown.out).toHaveLength(2);
  expect(shown.err.join()).toContain("is encrypted with key");
  rmSync(`${path}.entry.json`);
  expect((await backups.run((s, t) => showBackupVerb(path, {}, s, t))).code).toBe(6);
});

test("verify notes that an archive is whole", async () => {
  using backups = scene();
  const { path } = await backups.add(0, {}, false);
  const verified = await backups.run((s, t) => verifyBackupVerb(basename(path), {}, s, t));
  expect(verified.code).toBe(0);
  expect(verified.out[0]).toMatch(/^opc_backup_full_20261101_020000\.tar\.gz {3}whole: 1 file, /);
  expect((await backups.run(list())).out[0]).toContain("   verified   ");
});

test("verify takes its note back from an archive that is damaged", async () => {
  using backups = scene();
  const { path } = await backups.add(0);
  const bytes = readFileSync(path);
  bytes.writeUInt8(bytes.readUInt8(40) ^ 1, 40);
  writeFileSync(path, bytes);
  const verified = await backups.run((s, t) => verifyBackupVerb(basename(path), {}, s, t));
  expect(verified.code).toBe(5);
  expect(verified.err[0]).toContain(path);
  expect((await backups.run(list())).out[0]).toContain("not verified");
});

test("verify reads an archive elsewhere, and writes nothing there", async () => {
  using backups = scene();
  const { path } = await backups.folders.write();
  const elsewhere = join(backups.folders.source, "moved.tar.gz");
  renameSync(path, elsewhere);
  expect((await backups.run((s, t) => verifyBackupVerb(elsewhere, {}, s, t))).code).toBe(0);
});

test("a backup that is not there, and a file of another product, are named", async () => {
  using backups = scene();
  const missing = await backups.run((s, t) => verifyBackupVerb("nothing", {}, s, t));
  expect(missing).toMatchObject({
    code: 1,
    err: [`nothing: no such backup in ${backups.folders.directory}; chats backup list shows all`],
  });
  const chats = join(backups.folders.source, "application/chats.db");
  const foreign = await backups.run((s, t) => verifyBackupVerb(chats, {}, s, t));
  expect(foreign.code).toBe(5);
  expect(foreign.err).toEqual([
    `${chats}: is no archive of a backup: neither .tar.gz nor .tar.zst`,
  ]);
});

test("the last verified backup of a type is deleted by force alone", async () => {
  using backups = scene();
  const { path } = await backups.add(0);
  const name = basename(path);
  const refused = await backups.run((s, t) => deleteBackupVerb(name, {}, s, t));
  expect(refused).toMatchObject({
    code: 4,
    err: [
      `${name}: is the last verified backup of its type, full; make another one first, or use --force`,
    ],
  });
  const next = await backups.add(1);
  const deleted = await backups.run((s, t) => deleteBackupVerb(basename(next.path), {}, s, t));
  expect(deleted).toEqual({ code: 0, out: [`${basename(next.path)}   deleted`], err: [] });
  expect((await backups.run((s, t) => deleteBackupVerb(name, { force: true }, s, t))).code).toBe(0);
});

test("delete removes backups of this folder alone", async () => {
  using backups = scene();
  const { path } = await backups.folders.write();
  const elsewhere = join(backups.folders.source, basename(path));
  renameSync(path, elsewhere);
  const deleted = await backups.run((s, t) => deleteBackupVerb(elsewhere, {}, s, t));
  expect(deleted.code).toBe(1);
  expect(readFileSync(elsewhere).length).toBeGreaterThan(0);
});

test("prune says what goes, and removes it", async () => {
  using backups = scene();
  for (const number of [0, 1, 2, 3]) await backups.add(number);
  const dry = await backups.run((s, t) => pruneBackupsVerb({ dryRun: true }, s, t));
  expect(dry.out).toEqual([
    "opc_backup_full_20261101_020000.tar.gz   1 kB",
    "1 backup would be removed, 1 kB.",
  ]);
  const pruned = await backups.run((s, t) => pruneBackupsVerb({ json: true }, s, t));
  expect(JSON.parse(pruned.out.join())).toMatchObject({
    dryRun: false,
    removed: [{ file: "opc_backup_full_20261101_020000.tar.gz" }],
  });
  expect((await backups.run((s, t) => pruneBackupsVerb({}, s, t))).out).toEqual([
    "Nothing to remove: no backup has outlived its days.",
  ]);
});

test("while a run is at work others that write are refused", async () => {
  using backups = scene();
  await backups.add(0);
  await withBackupLock(backups.folders.directory, async () => {
    const pruned = await backups.run((s, t) => pruneBackupsVerb({}, s, t));
    expect(pruned.code).toBe(4);
    expect(pruned.err[0]).toContain("is at work here");
  });
});

test("all encrypted archives get another key, and the others are left alone", async () => {
  using backups = scene({ CHATS_BACKUP_KEY: firstKey });
  const plain = await backups.add(0);
  const encrypted = await backups.add(1, { key: testKey(1) });
  const file = join(backups.folders.source, "key");
  writeFileSync(file, secondKey ?? "");
  chmodSync(file, 0o600);
  const before = readFileSync(plain.path);
  const rotate = () => backups.run((s, t) => rotateKeysVerb({ newKeyFile: file }, s, t));
  const rotated = await rotate();
  expect(rotated.code).toBe(0);
  expect(rotated.out).toEqual([`${basename(encrypted.path)}   rotated`]);
  expect(rotated.err[0]).toContain("to the new key now");
  expect(readFileSync(plain.path)).toEqual(before);
  const name = basename(encrypted.path);
  expect((await backups.run((s, t) => verifyBackupVerb(name, {}, s, t))).code).toBe(6);
  expect((await rotate()).out).toEqual([`${name}   had the new key`]);
});

test("an archive of another key does not stop the rotation of the others", async () => {
  using backups = scene({ CHATS_BACKUP_KEY: firstKey });
  const other = await backups.add(0, { key: testKey(3) });
  const own = await backups.add(1, { key: testKey(1) });
  const file = join(backups.folders.source, "passphrase");
  writeFileSync(file, "correct horse battery\n", { mode: 0o600 });
  const options = { newPassphraseFile: file, json: true };
  const rotated = await backups.run((s, t) => rotateKeysVerb(options, s, t));
  expect(rotated.code).toBe(6);
  expect(JSON.parse(rotated.out.join())).toEqual({
    archives: [
      { file: basename(own.path), result: "rotated", exitCode: 0 },
      { file: basename(other.path), result: "failed", exitCode: 6 },
    ],
  });
});

test("archives are rotated to a key in a vault, which then is the one of the settings", async () => {
  using vault = await openVault();
  onTestFinished(() => void vi.unstubAllEnvs());
  for (const [name, value] of Object.entries(vault.identity)) vi.stubEnv(name, value);
  using backups = scene({ CHATS_BACKUP_KEY: firstKey });
  const { path } = await backups.add(0, { key: testKey(1) });
  const options = { newVaultKey: vault.keyUrl };
  expect((await backups.run((s, t) => rotateKeysVerb(options, s, t))).code).toBe(0);
  const verify = async (environment: Record<string, string>) => {
    const { terminal, err } = recordedTerminal();
    return [await verifyBackupVerb(path, {}, readSettings(environment), terminal), err.join()];
  };
  const own = { CHATS_BACKUP_VAULT_KEY: vault.keyUrl };
  expect(await verify(own)).toEqual([0, ""]);
  expect(vault.asked.map(({ token }) => token)).not.toContain(undefined);
  expect(vault.asked.at(-1)?.token).toBe("Bearer token for https://vault.azure.net");
  vault[Symbol.dispose]();
  expect(await verify(own)).toEqual([1, "IDENTITY_ENDPOINT: no identity answers there"]);
});

test("rotate-keys asks for both keys", async () => {
  using without = scene();
  expect((await without.run((s, t) => rotateKeysVerb({}, s, t))).err).toEqual([
    "CHATS_BACKUP_KEY_FILE, CHATS_BACKUP_KEY, CHATS_BACKUP_PASSPHRASE or CHATS_BACKUP_VAULT_KEY: none is set; set the one that the archives open with so far",
  ]);
  using withOne = scene({ CHATS_BACKUP_KEY: firstKey });
  expect((await withOne.run((s, t) => rotateKeysVerb({}, s, t))).err).toEqual([
    "rotate-keys: no new key is named; use --new-key-file, --new-passphrase-file or --new-vault-key",
  ]);
});

test("re-encrypt writes an archive anew under the same key", async () => {
  using backups = scene({ CHATS_BACKUP_KEY: firstKey });
  const { path } = await backups.add(0, { key: testKey(1) });
  const before = readFileSync(path);
  const name = basename(path);
  expect(await backups.run((s, t) => reencryptVerb(name, {}, s, t))).toEqual({
    code: 0,
    out: [`${name}   encrypted anew, and verified`],
    err: [],
  });
  expect(readFileSync(path)).not.toEqual(before);
  expect((await backups.run((s, t) => verifyBackupVerb(name, {}, s, t))).code).toBe(0);
});
