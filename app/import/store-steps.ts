import type { SourceFile } from "../sources/model.ts";
import type { Store } from "../store/store.ts";
import type { ReadFile } from "./read-steps.ts";
import type { ImportReport } from "./report.ts";
import { keepHeapSmall } from "./small-heap.ts";
import { storeReadings } from "./store-readings.ts";

export interface StepsParts {
  store: Store;
  rulesVersion: string;
  /** Of all files that are to be read. */
  bytes: number;
  /** See `readInSteps`. */
  bytesPerStep: number;
  report: ImportReport;
  /** Called after every file that is done with. */
  onFile(file: SourceFile): void;
}

/**
 * Stores steps in their order. Where there is much to read, the next ones are read while one is stored,
 * unless that one is large and would be in memory with them.
 */
export async function storeSteps(
  steps: AsyncIterable<ReadFile[]>,
  { store, rulesVersion, bytes, bytesPerStep, report, onFile }: StepsParts,
): Promise<void> {
  const isBulk = bytes >= bulkBytes;
  using _ = isBulk ? keepHeapSmall() : undefined;
  const storeStep = async (step: ReadFile[], amount: "few" | "bulk") => {
    await storeReadings(step, { store, rulesVersion, amount }, report);
    for (const { file } of step) onFile(file);
  };
  const begun: Promise<void>[] = [];
  for await (const step of steps) {
    const isLarge = step.some(({ file }) => file.sizeBytes > bytesPerStep);
    const isOfBulk = isBulk && !isLarge;
    while (begun.length > (isOfBulk ? stepsAhead : 0)) await begun.shift();
    const storing = storeStep(step, isOfBulk ? "bulk" : "few");
    if (isOfBulk) begun.push(storing);
    // What it throws is thrown when it is waited for.
    storing.catch(() => {});
    if (!isOfBulk) await storing;
  }
  for (const storing of begun) await storing;
}

/** Steps that are ready to be stored while one is: a thread never has to wait for the next. */
const stepsAhead = 1;

/** So much one thread stores in the half of a second that another one takes to start. */
const bulkBytes = 5_000_000;
