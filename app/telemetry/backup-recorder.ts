import type { BackupFigures } from "../backup/catalogue/figures.ts";
import type { backupFamilies } from "./families/backup.ts";
import type { Instruments } from "./families/family.ts";

/** What a backup engine tells of its runs. Times are milliseconds since 1970. */
export interface BackupRecorder {
  /** A run that has ended. */
  backup(run: BackupRun): void;
  /** A run that has ended. */
  restore(run: Pick<BackupRun, "outcome" | "finishedAt">): void;
}

export interface BackupRun {
  outcome: "succeeded" | "failed";
  finishedAt: number;
  durationSeconds: number;
  /** Of what was written; of a run that failed it is not looked at. */
  sizeBytes: number;
}

export function backupRecorder(to: Instruments<typeof backupFamilies>): BackupRecorder {
  return {
    backup(run) {
      to.backups.inc({ outcome: run.outcome });
      to.backupDuration.set(run.durationSeconds);
      if (run.outcome !== "succeeded") return;
      to.lastBackup.set(run.finishedAt / 1000);
      to.backupSize.set(run.sizeBytes);
    },
    restore({ outcome, finishedAt }) {
      to.restores.inc({ outcome });
      if (outcome === "succeeded") to.lastRestore.set(finishedAt / 1000);
    },
  };
}

/** What a catalogue knows of the runs of all processes. */
export function showBackups(
  to: Instruments<typeof backupFamilies>,
  { newest, verifiedAt, byType }: BackupFigures,
): void {
  if (newest !== undefined) {
    to.lastBackup.set(newest.startedAt / 1000);
    to.backupSize.set(newest.sizeBytes);
  }
  if (verifiedAt !== undefined) to.lastVerified.set(verifiedAt / 1000);
  for (const { type, count, hasFailed } of byType) {
    to.storedBackups.set({ type }, count);
    to.failedBackup.set({ type }, hasFailed ? 1 : 0);
  }
}
