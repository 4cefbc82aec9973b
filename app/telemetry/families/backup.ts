import { counter, gauge } from "./family.ts";

/** They have values once a backup engine records its runs. */
export const backupFamilies = {
  backups: counter("copilot_backups_total", "Backups made.", { outcome: "succeeded or failed" }),
  backupDuration: gauge("copilot_backup_duration_seconds", "Time that the last backup took."),
  backupSize: gauge("copilot_backup_size_bytes", "Size of the last good backup."),
  lastBackup: gauge(
    "copilot_backup_last_success_timestamp_seconds",
    "When the last good backup was made, in seconds since 1970.",
  ),
  restores: counter("copilot_restores_total", "Backups restored.", {
    outcome: "succeeded or failed",
  }),
  lastRestore: gauge(
    "copilot_restore_last_success_timestamp_seconds",
    "When a backup was last restored, in seconds since 1970.",
  ),
};
