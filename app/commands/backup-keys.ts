import { join } from "node:path";
import { isSnapshotFileName, parseArchiveFileName } from "../backup/archive/name.ts";
import { findBackup } from "../backup/catalogue/find.ts";
import { listBackups } from "../backup/catalogue/list.ts";
import { withBackupLock } from "../backup/catalogue/lock.ts";
import type { MasterKey } from "../backup/encryption/master-key.ts";
import { openKey, passphraseIn } from "../backup/encryption/open-key.ts";
import { reencrypt } from "../backup/encryption/re-encrypt.ts";
import { type KeyChange, rotateKey } from "../backup/encryption/rotate.ts";
import { type ExitCode, exitCodes, Refused } from "../backup/exit-codes.ts";
import { rotatePassword } from "../backup/restic/rotate-password.ts";
import type { BackupSettings } from "../backup/settings.ts";
import { chatApp } from "../service.ts";
import type { Settings } from "../settings.ts";
import { backupProblem } from "./backup-problem.ts";
import { printable, type Terminal } from "./terminal.ts";

export interface NewKeyOptions {
  /** File of the key that takes the place of the one of the settings. */
  newKeyFile?: string;
  /** File of a passphrase that does. */
  newPassphraseFile?: string;
  /** Address of a key in a vault that does. */
  newVaultKey?: string;
  json?: boolean;
}

/**
 * Lets every encrypted archive, and the repository of restic, open with another key, without writing
 * their content again. Goes on after an archive that it could not do this with, and returns the exit code
 * of the first one.
 */
export async function rotateKeysVerb(
  options: NewKeyOptions,
  settings: Settings,
  terminal: Terminal,
): Promise<number> {
  const { directory } = settings.backup;
  try {
    const from = await currentKey(settings);
    const to = await newKey(options);
    if (to === undefined) throw new Error(noNewKey);
    const results = await withBackupLock(directory, () =>
      rotateAll(settings.backup, { from, to }, options.json ? undefined : terminal.out, terminal),
    );
    if (options.json) terminal.out(JSON.stringify({ archives: results }));
    if (results.length === 0) terminal.err("There are no encrypted archives.");
    const failed = results.find(({ exitCode }) => exitCode !== exitCodes.done);
    if (failed === undefined) terminal.err(afterRotation);
    return failed?.exitCode ?? exitCodes.done;
  } catch (error) {
    return backupProblem(error, terminal);
  }
}

const { keyFile, key, passphrase, vaultKey, resticRepository } = chatApp.environment.backup;
const keyVariables = `${keyFile}, ${key}, ${passphrase} or ${vaultKey}`;

const afterRotation =
  `Set ${keyVariables} to the new key now. A key that has become known calls for more: whoever has ` +
  "copies of the archives can still open those; chats backup re-encrypt makes new ones.";

const noNewKey =
  "rotate-keys: no new key is named; use --new-key-file, --new-passphrase-file or --new-vault-key";

interface RotationResult {
  /** Name of the archive's file, or what else opens with the key. */
  file: string;
  result: "rotated" | "unchanged" | "failed";
  exitCode: ExitCode;
}

async function rotateAll(
  settings: BackupSettings,
  change: KeyChange,
  say: Terminal["out"] | undefined,
  terminal: Terminal,
): Promise<RotationResult[]> {
  const { directory, resticRepository: repository } = settings;
  const { backups, uncatalogued } = await listBackups(directory);
  const files = [...backups.map(({ file }) => file), ...uncatalogued];
  const rotations = files
    .filter((file) => parseArchiveFileName(file)?.encrypted)
    .map((file) => ({ file, rotate: () => rotateKey(join(directory, file), change) }));
  if (files.some(isSnapshotFileName)) {
    const rotate = () => rotatePassword(directory, change, { repository });
    rotations.push({ file: "the repository of restic", rotate });
  }
  const results: RotationResult[] = [];
  for (const { file, rotate } of rotations) {
    try {
      const result = await rotate();
      say?.(`${printable(file)}   ${result === "rotated" ? "rotated" : "had the new key"}`);
      results.push({ file, result, exitCode: exitCodes.done });
    } catch (error) {
      results.push({ file, result: "failed", exitCode: backupProblem(error, terminal) });
    }
  }
  return results;
}

/** Writes an archive anew under a data key that nobody has had before. Returns the exit code. */
export async function reencryptVerb(
  name: string,
  options: NewKeyOptions,
  settings: Settings,
  terminal: Terminal,
): Promise<number> {
  const { directory } = settings.backup;
  try {
    const from = await currentKey(settings);
    const to = (await newKey(options)) ?? from;
    const file = await withBackupLock(directory, async () => {
      const { path, file } = await findBackup(directory, name);
      if (isSnapshotFileName(file)) throw new Refused(`${file}: ${onlyAnew}`);
      await reencrypt(path, { from, to });
      return file;
    });
    if (options.json) terminal.out(JSON.stringify({ reencrypted: file }));
    else terminal.out(`${printable(file)}   encrypted anew, and verified`);
    return exitCodes.done;
  } catch (error) {
    return backupProblem(error, terminal);
  }
}

const onlyAnew =
  `is a snapshot of restic, which encrypts nothing anew; name a new repository in ${resticRepository}, ` +
  "take a backup, and remove the old repository";

async function currentKey({ backup }: Settings): Promise<MasterKey> {
  if (backup.key !== undefined) return openKey(backup.key);
  throw new Error(`${keyVariables}: none is set; set the one that the archives open with so far`);
}

async function newKey(options: NewKeyOptions): Promise<MasterKey | undefined> {
  const { newKeyFile, newPassphraseFile, newVaultKey } = options;
  if (newKeyFile !== undefined) return openKey({ kind: "file", path: newKeyFile });
  if (newVaultKey !== undefined) return openKey({ kind: "vault", keyUrl: newVaultKey });
  if (newPassphraseFile === undefined) return undefined;
  const text = await passphraseIn(newPassphraseFile);
  return openKey({ kind: "passphrase", passphrase: () => text });
}
