import { setImmediate } from "node:timers/promises";
import type { ChangedFile } from "./changed-files.ts";
import type { FileReading } from "./file-reading.ts";

/** A file with what reading it gave. */
export interface ReadFile extends ChangedFile {
  reading: FileReading;
}

export interface StepOptions {
  read: (changed: ChangedFile) => Promise<FileReading>;
  /** Files of so many bytes make a step; one that is larger is a step of its own. */
  bytesPerStep: number;
  /** Ends it before the next file. */
  signal?: AbortSignal | undefined;
}

/** Reads files in their order and gives them in steps, the next when the one before is done with. */
export async function* readInSteps(
  files: ChangedFile[],
  { read, bytesPerStep, signal }: StepOptions,
): AsyncGenerator<ReadFile[]> {
  for (const step of stepsOf(files, bytesPerStep)) {
    const done: ReadFile[] = [];
    for (const changed of step) {
      // Neither SQLite nor a parser ever waits, so that without a pause no signal would come in.
      await setImmediate();
      if (signal?.aborted) break;
      done.push({ ...changed, reading: await read(changed) });
    }
    if (done.length > 0) yield done;
    if (signal?.aborted) return;
  }
}

/** A step of many small files would take as long as one of few large ones. */
const filesPerStep = 50;

function* stepsOf(files: ChangedFile[], bytesPerStep: number): Generator<ChangedFile[]> {
  let step: ChangedFile[] = [];
  let bytes = 0;
  for (const changed of files) {
    const { sizeBytes } = changed.file;
    const isFull = bytes + sizeBytes > bytesPerStep || step.length === filesPerStep;
    if (isFull && step.length > 0) {
      yield step;
      step = [];
      bytes = 0;
    }
    step.push(changed);
    bytes += sizeBytes;
  }
  if (step.length > 0) yield step;
}
