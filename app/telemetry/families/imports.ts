import { counter, gauge, histogram } from "./family.ts";

/** Of imports by any process, as the database has them, and of those by this one. */
export const importFamilies = {
  lastImportFinished: gauge(
    "copilot_last_import_timestamp_seconds",
    "When the last import finished, in seconds since 1970.",
  ),
  lastImportDuration: gauge(
    "copilot_last_import_duration_seconds",
    "Time that the last finished import took.",
  ),
  lastImportFilesRead: gauge(
    "copilot_last_import_files_read",
    "Files that the last finished import read.",
  ),
  lastImportFilesFailed: gauge(
    "copilot_last_import_files_failed",
    "Files that the last finished import could not read.",
  ),
  lastImportSessionsAdded: gauge(
    "copilot_last_import_sessions_added",
    "Sessions that the last finished import added.",
  ),
  lastImportMessagesAdded: gauge(
    "copilot_last_import_messages_added",
    "Messages that the last finished import added.",
  ),
  sourceFiles: gauge(
    "copilot_source_files",
    "Files of chats that are known, by their last reading.",
    {
      state: "read, torn or failed",
    },
  ),
  imports: counter("copilot_imports_total", "Imports of this process, as its watch makes them.", {
    outcome: "finished, interrupted or failed",
  }),
  importDuration: histogram(
    "copilot_import_duration_seconds",
    "Time that an import of this process took.",
    [0.1, 0.5, 1, 5, 15, 60, 300, 1_800],
  ),
  importedFiles: counter("copilot_imported_files_total", "Files of the imports of this process.", {
    outcome: "read or failed",
  }),
  importedSessions: counter(
    "copilot_imported_sessions_total",
    "Sessions that imports of this process stored.",
    { outcome: "added or updated" },
  ),
  importedMessages: counter(
    "copilot_imported_messages_total",
    "Messages that imports of this process stored.",
    { outcome: "added or updated" },
  ),
  ingestedSessions: counter(
    "copilot_ingested_sessions_total",
    "Sessions that collectors sent, by what became of them.",
    { outcome: "added, updated, unchanged or refused" },
  ),
  ingestedSecrets: counter(
    "copilot_ingested_secrets_redacted_total",
    "Secrets that collectors had left in sessions, and that were redacted here.",
  ),
  ingestRefusals: counter(
    "copilot_ingest_refusals_total",
    "Requests of collectors that were refused, by reason.",
    { reason: "code of an error, or other" },
  ),
};
