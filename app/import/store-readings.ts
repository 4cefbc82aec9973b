import type { SourceFile } from "../sources/model.ts";
import type { SaveResult, SessionReading, Store } from "../store/store.ts";
import type { ReadSession } from "./file-reading.ts";
import type { ReadFile } from "./read-steps.ts";
import { countFailure, type ImportReport } from "./report.ts";

/** Stores what reading some files gave, and counts it. */
export async function storeReadings(
  files: ReadFile[],
  { store, rulesVersion, amount }: { store: Store; rulesVersion: string; amount: "few" | "bulk" },
  report: ImportReport,
): Promise<void> {
  const readings = files.flatMap(({ file, reading }) =>
    reading.kind === "read" ? sessionReadings(file, reading.sessions, rulesVersion) : [],
  );
  if (readings.length > 0) {
    for (const saved of await store.saveSessions(readings, amount)) countSaved(report, saved);
  }
  for (const one of files) {
    if (one.reading.kind === "failed") {
      await store.saveFileFailure(one.file, one.reading.problem);
    }
    countFile(report, one);
  }
}

/** The file counts as read when the last of its chats is stored: an import may end before that. */
function sessionReadings(
  file: SourceFile,
  sessions: ReadSession[],
  rulesVersion: string,
): SessionReading[] {
  // A torn one comes last, because its state is the one that stays.
  const ordered = sessions.toSorted((one, other) => Number(one.torn) - Number(other.torn));
  return ordered.map(({ session, findings, torn }, index) => ({
    session,
    file,
    // The state is that of the listing: what was written since makes the file a changed one.
    state: {
      sizeBytes: file.sizeBytes,
      modifiedAtMs: file.modifiedAtMs,
      inode: index === ordered.length - 1 ? file.inode : unfinished,
      torn,
      problem: undefined,
    },
    sanitation: { rulesVersion, findings },
  }));
}

/** In the place of an inode: no file has it, so the file is read again. */
const unfinished = "";

function countSaved(report: ImportReport, saved: SaveResult): void {
  if (saved.outcome === "added") report.sessionsAdded += 1;
  if (saved.outcome === "updated") report.sessionsUpdated += 1;
  report.messagesAdded += saved.messagesAdded;
  report.messagesUpdated += saved.messagesUpdated;
  report.messagesKept += saved.messagesKept;
}

function countFile(report: ImportReport, { file, reading }: ReadFile): void {
  const { path } = file;
  if (reading.kind === "vanished") {
    report.filesVanished += 1;
  } else if (reading.kind === "failed") {
    countFailure(report, path, reading.problem);
  } else {
    report.filesRead += 1;
    for (const { findings, torn } of reading.sessions) {
      for (const { count } of findings) report.secretsRedacted += count;
      if (torn && !report.tornFiles.includes(path)) report.tornFiles.push(path);
    }
    if (reading.problems.length > 0) report.partlyRead.push({ path, problems: reading.problems });
  }
}
