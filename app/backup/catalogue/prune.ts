import type { BackupType } from "../archive/name.ts";
import type { CatalogueEntry } from "./entry.ts";
import { failedTypes } from "./failed-run.ts";
import { listBackups } from "./list.ts";
import { removeBackup } from "./remove.ts";
import { expiredBackups } from "./retention.ts";

export interface PruneOptions {
  /** This type only; default: all. */
  type?: BackupType | undefined;
  /** Says what would be removed, and removes nothing. */
  dryRun?: boolean | undefined;
  /** Milliseconds since 1970. */
  now: number;
}

/** Removes what retention lets go, and gives it. The caller holds the lock of the folder. */
export async function pruneBackups(
  directory: string,
  { type, dryRun = false, now }: PruneOptions,
): Promise<CatalogueEntry[]> {
  const { backups } = await listBackups(directory);
  if (backups.length === 0) return [];
  const expired = expiredBackups(backups, { now, failedTypes: await failedTypes(directory) });
  const removed = expired.filter((entry) => type === undefined || entry.type === type);
  if (!dryRun) for (const { file } of removed) await removeBackup(directory, file);
  return removed;
}
