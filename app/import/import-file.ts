import type { Sanitizer } from "../sanitize/sanitizer.ts";
import { sanitizedSession } from "../sanitize/session.ts";
import type { Reading, SourceFile } from "../sources/model.ts";
import type { Store } from "../store/store.ts";
import type { ChangedFile } from "./changed-files.ts";
import { countFailure, type ImportReport } from "./report.ts";
import { sessionProblem } from "./session-problem.ts";

/** Where chats are stored, and what takes secrets out of them first. */
export interface ImportPlace {
  store: Pick<Store, "saveSession" | "saveFileFailure">;
  sanitizer: Sanitizer;
}

/** Reads one file, stores its chats without their secrets, and counts it. */
export async function importFile(
  changed: ChangedFile,
  { store, sanitizer }: ImportPlace,
  report: ImportReport,
): Promise<void> {
  const { file } = changed;
  const outcome = await readFile(changed);
  if (outcome.kind === "vanished") {
    report.filesVanished += 1;
  } else if (outcome.kind === "failed") {
    await store.saveFileFailure(file, outcome.problem);
    countFailure(report, file.path, outcome.problem);
  } else {
    await saveReadings(file, outcome.readings, { store, sanitizer }, report);
    const problems = [...outcome.refused, ...outcome.readings.flatMap((one) => one.problems)];
    if (problems.length > 0) report.partlyRead.push({ path: file.path, problems });
    if (outcome.readings.some(({ torn }) => torn)) report.tornFiles.push(file.path);
  }
}

type Outcome =
  | { kind: "read"; readings: Reading[]; refused: string[] }
  | { kind: "failed"; problem: string }
  | { kind: "vanished" };

async function readFile({ source, file }: ChangedFile): Promise<Outcome> {
  try {
    const checked = (await source.read(file)).map(
      (reading) => sessionProblem(reading.session) ?? reading,
    );
    const readings = checked.filter((reading) => typeof reading !== "string");
    const refused = checked.filter((reading) => typeof reading === "string");
    return readings.length === 0
      ? { kind: "failed", problem: refused[0] ?? "holds no chats" }
      : { kind: "read", readings, refused };
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

/** The file counts as read when the last of its chats is stored: an import may end before that. */
async function saveReadings(
  file: SourceFile,
  readings: Reading[],
  { store, sanitizer }: ImportPlace,
  report: ImportReport,
): Promise<void> {
  report.filesRead += 1;
  // A torn one comes last, because its state is the one that stays.
  const ordered = readings.toSorted((one, other) => Number(one.torn) - Number(other.torn));
  for (const [index, reading] of ordered.entries()) {
    const isLast = index === ordered.length - 1;
    // The state is that of the listing: what was written since makes the file a changed one.
    const { session, findings } = sanitizedSession(reading.session, sanitizer);
    const state = {
      sizeBytes: file.sizeBytes,
      modifiedAtMs: file.modifiedAtMs,
      inode: isLast ? file.inode : unfinished,
      torn: reading.torn,
      problem: undefined,
    };
    const { rulesVersion } = sanitizer;
    const saved = await store.saveSession(session, file, state, { rulesVersion, findings });
    report.secretsRedacted += findings.reduce((sum, { count }) => sum + count, 0);
    if (saved.outcome === "added") report.sessionsAdded += 1;
    if (saved.outcome === "updated") report.sessionsUpdated += 1;
    report.messagesAdded += saved.messagesAdded;
    report.messagesUpdated += saved.messagesUpdated;
    report.messagesKept += saved.messagesKept;
  }
}

/** In the place of an inode: no file has it, so the file is read again. */
const unfinished = "";
