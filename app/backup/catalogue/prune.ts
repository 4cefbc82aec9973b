import type { BackupType } from "../archive/name.ts";
import type { CatalogueEntry } from "./entry.ts";
import { failedTypes } from "./failed-run.ts";
import { listBackups } from "./list.ts";
import { expiredBackups } from "./retention.ts";

export interface PruneOptions {
  /** This type only; default: all. */
  type?: BackupType | undefined;
  /** Says what would be removed, and removes nothing. */
  dryRun?: boolean | undefined;
  /** Milliseconds since 1970. */
  now: number;
}

/**
 * Lets `remove` have the files of what retention lets go, and gives it. The caller holds the lock of the
 * folder.
 */
export async function pruneBackups(
  directory: string,
  { type, dryRun = false, now }: PruneOptions,
  remove: (files: string[]) => Promise<void>,
): Promise<CatalogueEntry[]> {
  const { backups } = await listBackups(directory);
  if (backups.length === 0) return [];
  const expired = expiredBackups(backups, { now, failedTypes: await failedTypes(directory) });
  const removed = expired.filter((entry) => type === undefined || entry.type === type);
  if (!dryRun && removed.length > 0) await remove(removed.map(({ file }) => file));
  return removed;
}
