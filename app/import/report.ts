import type { ImportCounts } from "../store/store.ts";

/** What an import did. Every file that was listed is in exactly one of the `files…` counts. */
export interface ImportReport extends ImportCounts {
  /** Skipped, because they are as they were when last read. */
  filesUnchanged: number;
  /** Listed, but gone when they were to be read. */
  filesVanished: number;
  messagesUpdated: number;
  /** Messages that their file no longer has, and that were kept. */
  messagesKept: number;
  /** Messages that got a vector. */
  messagesEmbedded: number;
  /** Files that could not be used, those included that failed before and have not changed. */
  failures: FileFailure[];
  /** What was passed over in files that were used, and folders that could not be listed. */
  problems: string[];
  /** Files whose last line was half-written; the next import reads them again. */
  tornFiles: string[];
  durationMs: number;
}

export interface FileFailure {
  path: string;
  problem: string;
}

export function emptyReport(): ImportReport {
  return {
    filesSeen: 0,
    filesRead: 0,
    filesUnchanged: 0,
    filesFailed: 0,
    filesVanished: 0,
    sessionsAdded: 0,
    sessionsUpdated: 0,
    messagesAdded: 0,
    messagesUpdated: 0,
    messagesKept: 0,
    messagesEmbedded: 0,
    failures: [],
    problems: [],
    tornFiles: [],
    durationMs: 0,
  };
}
