import { type BackupType, isBackupFileName } from "../backup/archive/name.ts";
import type { CatalogueEntry } from "../backup/catalogue/entry.ts";
import { findBackup } from "../backup/catalogue/find.ts";
import { listBackups } from "../backup/catalogue/list.ts";
import { withBackupLock } from "../backup/catalogue/lock.ts";
import { pruneBackups } from "../backup/catalogue/prune.ts";
import { removeBackups } from "../backup/engine/choose.ts";
import { exitCodes, Refused } from "../backup/exit-codes.ts";
import type { Settings } from "../settings.ts";
import { backupProblem } from "./backup-problem.ts";
import { grownText, sizeText } from "./backup-text.ts";
import { countText, printable, type Terminal } from "./terminal.ts";

export interface DeleteBackupOptions {
  /** Deletes the last verified backup of its type, too. */
  force?: boolean;
  json?: boolean;
}

/** Removes one backup. Returns the exit code. */
export async function deleteBackupVerb(
  name: string,
  { force = false, json = false }: DeleteBackupOptions,
  settings: Settings,
  terminal: Terminal,
): Promise<number> {
  const { directory } = settings.backup;
  try {
    const file = await withBackupLock(directory, async () => {
      const removed = await fileToDelete(directory, name, force);
      await removeBackups([removed], settings.backup);
      return removed;
    });
    if (json) terminal.out(JSON.stringify({ deleted: file }));
    else terminal.out(`${printable(file)}   deleted`);
    return exitCodes.done;
  } catch (error) {
    return backupProblem(error, terminal);
  }
}

async function fileToDelete(directory: string, name: string, force: boolean): Promise<string> {
  const { backups, missing } = await listBackups(directory);
  if (missing.some(({ file }) => file === name)) return name;
  const found = await findBackup(directory, name);
  if (found.directory !== directory || !isBackupFileName(found.file)) {
    throw new Error(`${name}: is no backup in ${directory}; chats backup list shows all`);
  }
  if (found.entry !== undefined && !force) refuseLast(found.entry, backups);
  return found.file;
}

function refuseLast(entry: CatalogueEntry, backups: CatalogueEntry[]): void {
  const verified = backups.filter(
    ({ type, verifiedAt }) => type === entry.type && verifiedAt !== undefined,
  );
  if (verified.length !== 1 || verified[0]?.file !== entry.file) return;
  throw new Refused(
    `${entry.file}: is the last verified backup of its type, ${entry.type}; ` +
      "make another one first, or use --force",
  );
}

export interface PruneBackupsOptions {
  /** This type only. */
  type?: BackupType;
  dryRun?: boolean;
  json?: boolean;
}

/** Removes the backups whose days are over. Returns the exit code. */
export async function pruneBackupsVerb(
  { type, dryRun = false, json = false }: PruneBackupsOptions,
  settings: Settings,
  terminal: Terminal,
): Promise<number> {
  const { directory } = settings.backup;
  try {
    const options = { type, dryRun, now: Date.now() };
    // What is only looked at needs no lock, and no folder.
    const prune = () =>
      pruneBackups(directory, options, (files) => removeBackups(files, settings.backup));
    const removed = dryRun ? await prune() : await withBackupLock(directory, prune);
    if (json) terminal.out(JSON.stringify({ dryRun, removed }));
    else prunedLines(removed, dryRun).forEach(terminal.out);
    return exitCodes.done;
  } catch (error) {
    return backupProblem(error, terminal);
  }
}

function prunedLines(removed: CatalogueEntry[], dryRun: boolean): string[] {
  if (removed.length === 0) return ["Nothing to remove: no backup has outlived its days."];
  const bytes = removed.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const done = dryRun ? "would be removed" : "removed";
  return [
    ...removed.map(({ file, sizeBytes }) => `${printable(file)}   ${grownText(file, sizeBytes)}`),
    `${countText(removed.length, "backup")} ${done}, ${sizeText(bytes)}.`,
  ];
}
