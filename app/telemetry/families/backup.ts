import { counter, gauge } from "./family.ts";

/** Counters are of this process; what is kept, and how old it is, the catalogue tells. */
export const backupFamilies = {
  backups: counter("copilot_backups_total", "Backups made.", { outcome: "succeeded or failed" }),
  backupDuration: gauge("copilot_backup_duration_seconds", "Time that the last backup took."),
  backupSize: gauge("copilot_backup_size_bytes", "Size of the last good backup."),
  lastBackup: gauge(
    "copilot_backup_last_success_timestamp_seconds",
    "When the last good backup was made, in seconds since 1970.",
  ),
  lastVerified: gauge(
    "copilot_backup_last_verified_timestamp_seconds",
    "When a backup was last read through and found whole, in seconds since 1970.",
  ),
  storedBackups: gauge("copilot_backups_stored", "Backups that are kept.", {
    type: "full, vectors, application, volumes or config",
  }),
  failedBackup: gauge("copilot_backup_last_run_failed", "1 where the last backup has failed.", {
    type: "full, vectors, application, volumes or config",
  }),
  restores: counter("copilot_restores_total", "Backups restored.", {
    outcome: "succeeded or failed",
  }),
  lastRestore: gauge(
    "copilot_restore_last_success_timestamp_seconds",
    "When a backup was last restored, in seconds since 1970.",
  ),
};
