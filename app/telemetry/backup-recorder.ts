import type { backupFamilies } from "./families/backup.ts";
import type { Instruments } from "./families/family.ts";

/** What a backup engine tells of its runs. Times are milliseconds since 1970. */
export interface BackupRecorder {
  /** A run that has ended. */
  backup(run: BackupRun): void;
  /** A run that has ended. */
  restore(run: Pick<BackupRun, "outcome" | "finishedAt">): void;
  /** The newest good backup of earlier processes, which a catalogue knows. */
  lastBackup(run: Pick<BackupRun, "finishedAt" | "sizeBytes">): void;
}

export interface BackupRun {
  outcome: "succeeded" | "failed";
  finishedAt: number;
  durationSeconds: number;
  /** Of what was written; of a run that failed it is not looked at. */
  sizeBytes: number;
}

export function backupRecorder(to: Instruments<typeof backupFamilies>): BackupRecorder {
  const recorder: BackupRecorder = {
    backup(run) {
      to.backups.inc({ outcome: run.outcome });
      to.backupDuration.set(run.durationSeconds);
      if (run.outcome === "succeeded") recorder.lastBackup(run);
    },
    restore({ outcome, finishedAt }) {
      to.restores.inc({ outcome });
      if (outcome === "succeeded") to.lastRestore.set(finishedAt / 1000);
    },
    lastBackup({ finishedAt, sizeBytes }) {
      to.lastBackup.set(finishedAt / 1000);
      to.backupSize.set(sizeBytes);
    },
  };
  return recorder;
}
