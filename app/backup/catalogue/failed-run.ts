import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { replaceDurably } from "../archive/durable-file.ts";
import { type BackupType, backupTypes } from "../archive/name.ts";

/**
 * Notes that a run failed: nothing of its type is pruned until one succeeds, which `commitBackup`
 * notes.
 */
export function recordFailedRun(
  directory: string,
  type: BackupType,
  reason: string,
): Promise<void> {
  const note = { type, failedAt: new Date().toISOString(), reason };
  return replaceDurably(notePath(directory, type), `${JSON.stringify(note, null, 2)}\n`);
}

export function forgetFailedRun(directory: string, type: BackupType): Promise<void> {
  return rm(notePath(directory, type), { force: true });
}

/** The types whose last run failed. */
export async function failedTypes(directory: string): Promise<Set<BackupType>> {
  const names = new Set(await readdir(directory));
  return new Set(backupTypes.filter((type) => names.has(noteName(type))));
}

function notePath(directory: string, type: BackupType): string {
  return join(directory, noteName(type));
}

function noteName(type: BackupType): string {
  return `opc_backup_${type}.failed.json`;
}
