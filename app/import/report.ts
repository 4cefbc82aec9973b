import type { ImportCounts } from "../store/store.ts";
import type { RescanReport } from "./rescan.ts";

/** What an import did. Every file that was listed is in exactly one of the `files…` counts. */
export interface ImportReport extends ImportCounts {
  /** Skipped, because they are as they were when last read. */
  filesUnchanged: number;
  /** Listed, but gone when they were to be read. */
  filesVanished: number;
  messagesUpdated: number;
  /** Messages that their file no longer has, and that were kept. */
  messagesKept: number;
  /** Secrets that were taken out of what was read, each as often as it stood there. */
  secretsRedacted: number;
  /** Of the sessions that were stored under other rules for secrets; null where there were none. */
  rescan: RescanReport | null;
  /** Messages that got a vector. */
  messagesEmbedded: number;
  /** Files that could not be used, those included that failed before and have not changed. */
  failures: FileFailure[];
  /** Files that were used, but for what is named. */
  partlyRead: PartlyReadFile[];
  /** What concerns no single file: folders that could not be listed, vectors that are missing. */
  problems: string[];
  /** Files whose last line was half-written; the next import reads them again. */
  tornFiles: string[];
  durationMs: number;
  /** True when it was stopped before its end; files that it did not come to are not in a count. */
  interrupted: boolean;
}

export interface FileFailure {
  path: string;
  problem: string;
}

export interface PartlyReadFile {
  path: string;
  /** At least one. */
  problems: string[];
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
    secretsRedacted: 0,
    rescan: null,
    messagesEmbedded: 0,
    failures: [],
    partlyRead: [],
    problems: [],
    tornFiles: [],
    durationMs: 0,
    interrupted: false,
  };
}

export function countFailure(report: ImportReport, path: string, problem: string): void {
  report.filesFailed += 1;
  report.failures.push({ path, problem });
}
