import type { ImportProgress } from "../import/import.ts";
import { countText, durationText } from "./terminal.ts";

/** A first sign of life is due after this; most imports are over by then. */
const patienceMs = 1_000;
const progressEveryMs = 100;
/** Before this the speed says too little of the time that is left. */
const estimateAfterMs = 3_000;

/** Shows how far an import is, in steps that a person can follow. `now` gives milliseconds. */
export function importProgress(
  show: (line: string) => void,
  now: () => number = () => performance.now(),
): (progress: ImportProgress) => void {
  const startedAt = now();
  let showNextAt = startedAt + patienceMs;
  return (progress) => {
    const time = now();
    if (time < showNextAt) return;
    showNextAt = time + progressEveryMs;
    show(progressText(progress, time - startedAt));
  };
}

/** `elapsedMs` is the time since the import began. */
export function progressText(progress: ImportProgress, elapsedMs: number): string {
  const { stage, read, toRead, report } = progress;
  if (stage === "embedding") {
    return `Preparing the search, ${countText(report.messagesEmbedded, "message")}`;
  }
  if (stage === "rescanning") {
    const { scanned = 0, toScan = 0 } = report.rescan ?? {};
    const done = scanned.toLocaleString("en-US");
    return `Looking for secrets by newer rules, ${done} of ${countText(toScan, "stored session")}`;
  }
  return [
    `Reading ${read.files.toLocaleString("en-US")} of ${countText(toRead.files, "file")}`,
    `${countText(report.sessionsAdded + report.sessionsUpdated, "session")} stored`,
    `${megabytes(read.bytes)} of ${megabytes(toRead.bytes)} MB`,
    ...timeLeft(read.bytes, toRead.bytes, elapsedMs),
  ].join(", ");
}

/** Whole from 10 on, else with one decimal. */
export function megabytes(bytes: number): string {
  const size = bytes / 1e6;
  return size < 9.95 ? size.toFixed(1) : Math.round(size).toLocaleString("en-US");
}

/** None before an estimate says anything; what is left is taken to go on as what is done. */
export function timeLeft(done: number, toDo: number, elapsedMs: number): string[] {
  if (elapsedMs < estimateAfterMs || done === 0) return [];
  const leftMs = (elapsedMs / done) * (toDo - done);
  return [`about ${durationText(Math.ceil(leftMs / 1000) * 1000)} left`];
}
