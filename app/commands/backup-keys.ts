import { join } from "node:path";
import { parseArchiveFileName } from "../backup/archive/name.ts";
import { findBackup } from "../backup/catalogue/find.ts";
import { listBackups } from "../backup/catalogue/list.ts";
import { withBackupLock } from "../backup/catalogue/lock.ts";
import type { MasterKey } from "../backup/encryption/master-key.ts";
import { openKey, passphraseIn } from "../backup/encryption/open-key.ts";
import { reencrypt } from "../backup/encryption/re-encrypt.ts";
import { rotateKey } from "../backup/encryption/rotate.ts";
import { type ExitCode, exitCodes } from "../backup/exit-codes.ts";
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
 * Lets every encrypted archive open with another key, without writing its content again. Goes on
 * after an archive that it could not do this with, and returns the exit code of the first one.
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
      rotateAll(directory, { from, to }, options.json ? undefined : terminal.out, terminal),
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

const { keyFile, key, passphrase, vaultKey } = chatApp.environment.backup;
const keyVariables = `${keyFile}, ${key}, ${passphrase} or ${vaultKey}`;

const afterRotation =
  `Set ${keyVariables} to the new key now. A key that has become known calls for more: whoever has ` +
  "copies of the archives can still open those; chats backup re-encrypt makes new ones.";

const noNewKey =
  "rotate-keys: no new key is named; use --new-key-file, --new-passphrase-file or --new-vault-key";

interface RotationResult {
  file: string;
  result: "rotated" | "unchanged" | "failed";
  exitCode: ExitCode;
}

async function rotateAll(
  directory: string,
  change: { from: MasterKey; to: MasterKey },
  say: Terminal["out"] | undefined,
  terminal: Terminal,
): Promise<RotationResult[]> {
  const { backups, uncatalogued } = await listBackups(directory);
  const files = [...backups.map(({ file }) => file), ...uncatalogued];
  const results: RotationResult[] = [];
  for (const file of files) {
    if (!parseArchiveFileName(file)?.encrypted) continue;
    try {
      const result = await rotateKey(join(directory, file), change);
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
