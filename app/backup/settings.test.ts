import { inspect } from "node:util";
import { expect, test } from "vitest";
import { readSettings } from "../settings.ts";

const key = Buffer.alloc(32, 1).toString("base64");
const restic = { CHATS_BACKUP_ENGINE: "restic" };

test("backups are archives unless restic is asked for", () => {
  expect(readSettings({}).backup).toMatchObject({ engine: "archive", resticRepository: undefined });
  expect(readSettings({ ...restic, CHATS_BACKUP_KEY: key }).backup.engine).toBe("restic");
  expect(() => readSettings({ CHATS_BACKUP_ENGINE: "borg" })).toThrow(
    'CHATS_BACKUP_ENGINE: no engine of backups, got "borg"; use archive or restic',
  );
});

test("restic is refused without a key that gives a password", () => {
  const problem =
    "CHATS_BACKUP_ENGINE: restic encrypts with a password, and no key that gives one is set; use one " +
    "of CHATS_BACKUP_KEY_FILE, CHATS_BACKUP_KEY, CHATS_BACKUP_PASSPHRASE";
  const vault = { CHATS_BACKUP_VAULT_KEY: "https://some.vault.azure.net/keys/chats" };
  for (const without of [restic, { ...restic, ...vault }]) {
    expect(() => readSettings(without)).toThrow(problem);
  }
  const passphrase = { CHATS_BACKUP_PASSPHRASE: "correct horse battery" };
  expect(readSettings({ ...restic, ...passphrase }).backup.engine).toBe("restic");
});

test("a repository on this disk is an absolute path, and its password is in no dump", () => {
  const repository = (text: string) =>
    readSettings({ CHATS_BACKUP_RESTIC_REPOSITORY: text }).backup.resticRepository?.();
  expect(repository("some/store")).toBe(`${process.cwd()}/some/store`);
  expect(repository("local:/srv/store")).toBe("/srv/store");
  for (const elsewhere of ["sftp:me@host:/srv", "s3:https://host/bucket", "rclone:a:b"]) {
    expect(repository(elsewhere)).toBe(elsewhere);
  }
  const settings = readSettings({ CHATS_BACKUP_RESTIC_REPOSITORY: "rest:https://me:canary@host/" });
  expect(inspect(settings, { depth: 9 })).not.toContain("canary");
});
