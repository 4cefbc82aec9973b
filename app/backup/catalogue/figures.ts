import { existsSync } from "node:fs";
import { type BackupType, backupTypes } from "../archive/name.ts";
import { failedTypes } from "./failed-run.ts";
import { listBackups } from "./list.ts";

/** How a folder of backups is. Times are milliseconds since 1970. */
export interface BackupFigures {
  /** The newest; undefined without any. */
  newest: { startedAt: number; sizeBytes: number } | undefined;
  /** When one was last read through and found whole; undefined where none was. */
  verifiedAt: number | undefined;
  byType: { type: BackupType; count: number; hasFailed: boolean }[];
}

/** For a folder that is not there, too. */
export async function backupFigures(directory: string): Promise<BackupFigures> {
  const { backups } = await listBackups(directory);
  const failed = existsSync(directory) ? await failedTypes(directory) : new Set();
  const [newest] = backups;
  const verified = backups.flatMap(({ verifiedAt }) => verifiedAt ?? []).map(Date.parse);
  return {
    newest: newest && {
      startedAt: Date.parse(newest.startedAt),
      sizeBytes: newest.sizeBytes,
    },
    verifiedAt: verified.length === 0 ? undefined : Math.max(...verified),
    byType: backupTypes.map((type) => ({
      type,
      count: backups.filter((entry) => entry.type === type).length,
      hasFailed: failed.has(type),
    })),
  };
}
