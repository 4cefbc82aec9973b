import { setImmediate } from "node:timers/promises";
import type { ChangedFile } from "./changed-files.ts";
import type { FileReading } from "./file-reading.ts";

/** A file with what reading it gave. */
export interface ReadFile extends ChangedFile {
  reading: FileReading;
}

export interface ReadAheadOptions {
  /** Never throws. */
  read: (changed: ChangedFile) => Promise<FileReading>;
  /** Files of so many bytes make a step; one that is larger is a step of its own. */
  bytesPerStep: number;
  /** Ends it before the next step. */
  signal?: AbortSignal | undefined;
}

/**
 * Reads files in their order and gives them in steps. While one step is stored the next is read,
 * unless that would put two large ones in memory.
 */
export async function* readAhead(
  files: ChangedFile[],
  { read, bytesPerStep, signal }: ReadAheadOptions,
): AsyncGenerator<ReadFile[]> {
  async function readStep({ files }: Step): Promise<ReadFile[]> {
    const done: ReadFile[] = [];
    for (const changed of files) done.push({ ...changed, reading: await read(changed) });
    return done;
  }
  const steps = stepsOf(files, bytesPerStep);
  let begun: Promise<ReadFile[]> | undefined;
  for (const [index, step] of steps.entries()) {
    // Neither SQLite nor a parser ever waits, so that without a pause no signal would come in.
    await setImmediate();
    if (signal?.aborted) return;
    const current = await (begun ?? readStep(step));
    const next = steps[index + 1];
    begun = next !== undefined && next.bytes <= bytesPerStep ? readStep(next) : undefined;
    yield current;
  }
}

/** A step of many small files would take as long as one of few large ones. */
const filesPerStep = 50;

interface Step {
  files: ChangedFile[];
  bytes: number;
}

function stepsOf(files: ChangedFile[], bytesPerStep: number): Step[] {
  const steps: Step[] = [];
  for (const changed of files) {
    const { sizeBytes } = changed.file;
    const last = steps.at(-1);
    const fits = last !== undefined && last.bytes + sizeBytes <= bytesPerStep;
    if (fits && last.files.length < filesPerStep) {
      last.files.push(changed);
      last.bytes += sizeBytes;
    } else {
      steps.push({ files: [changed], bytes: sizeBytes });
    }
  }
  return steps;
}
