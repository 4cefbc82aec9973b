import type { ChatSource, Reading, SourceFile } from "../sources/model.ts";
import type { FileState, Store } from "../store/store.ts";
import type { ImportReport } from "./report.ts";
import { sessionProblem } from "./session-problem.ts";

/** Reads one file if it has changed since it was last read, stores its chat, and counts it. */
export async function importFile(
  source: ChatSource,
  file: SourceFile,
  store: Store,
  report: ImportReport,
): Promise<void> {
  report.filesSeen += 1;
  const known = await store.fileState(file.path);
  if (known !== undefined && isUnchanged(file, known)) {
    if (known.problem === undefined) report.filesUnchanged += 1;
    else countFailure(report, file, known.problem);
    return;
  }
  const outcome = await readFile(source, file);
  if (outcome.kind === "vanished") {
    report.filesVanished += 1;
  } else if (outcome.kind === "failed") {
    await store.saveFileFailure(file, outcome.problem);
    countFailure(report, file, outcome.problem);
  } else {
    await saveReading(file, outcome.reading, store, report);
  }
}

/** A half-written file is read again even when it looks the same. */
function isUnchanged(file: SourceFile, known: FileState): boolean {
  return (
    !known.torn &&
    known.sizeBytes === file.sizeBytes &&
    known.modifiedAtMs === Math.trunc(file.modifiedAtMs) &&
    known.inode === file.inode
  );
}

type Outcome =
  | { kind: "read"; reading: Reading }
  | { kind: "failed"; problem: string }
  | { kind: "vanished" };

async function readFile(source: ChatSource, file: SourceFile): Promise<Outcome> {
  try {
    const reading = await source.read(file);
    const problem = sessionProblem(reading.session);
    return problem === undefined ? { kind: "read", reading } : { kind: "failed", problem };
  } catch (error) {
    if (saysMissing(error)) return { kind: "vanished" };
    return { kind: "failed", problem: error instanceof Error ? error.message : String(error) };
  }
}

/** Chats are deleted while an import runs: that a listed file is gone is nothing to report. */
function saysMissing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ("code" in error && error.code === "ENOENT") || saysMissing(error.cause);
}

async function saveReading(
  file: SourceFile,
  reading: Reading,
  store: Store,
  report: ImportReport,
): Promise<void> {
  // The state is that of the listing: what was written since makes the file a changed one.
  const saved = await store.saveSession(reading.session, file, {
    sizeBytes: file.sizeBytes,
    modifiedAtMs: file.modifiedAtMs,
    inode: file.inode,
    torn: reading.torn,
    problem: undefined,
  });
  report.filesRead += 1;
  if (saved.outcome === "added") report.sessionsAdded += 1;
  if (saved.outcome === "updated") report.sessionsUpdated += 1;
  report.messagesAdded += saved.messagesAdded;
  report.messagesUpdated += saved.messagesUpdated;
  report.messagesKept += saved.messagesKept;
  report.problems.push(...reading.problems.map((problem) => `${file.path}: ${problem}`));
  if (reading.torn) report.tornFiles.push(file.path);
}

function countFailure(report: ImportReport, file: SourceFile, problem: string): void {
  report.filesFailed += 1;
  report.failures.push({ path: file.path, problem });
}
