import type { Sanitizer } from "../sanitize/sanitizer.ts";
import type { OpenedStore } from "../store/open.ts";
import type { Store } from "../store/store.ts";
import type { Embedder, VectorStore } from "../vectors/ports.ts";
import { changedFiles } from "./changed-files.ts";
import type { Listing } from "./discovery.ts";
import { embedPending } from "./embedding.ts";
import { readFile } from "./file-reading.ts";
import { readInSteps } from "./read-steps.ts";
import { emptyReport, type ImportReport } from "./report.ts";
import { rescanStored } from "./rescan.ts";
import { storeSteps } from "./store-steps.ts";

export interface ImportParts {
  /** What there is to read, listed a moment ago. */
  listings: Listing[];
  store: Store;
  vectors: VectorStore;
  /** Where sessions are that other rules sanitized, to be scanned again; default: they are left. */
  stored?: Pick<OpenedStore, "records" | "maintenance">;
  embedder: Embedder;
  sanitizer: Sanitizer;
  /**
   * Files of so many bytes are stored together, which is quicker than one by one, holds all of them in
   * memory and lets nobody else write for so long; default 1,250,000.
   */
  bytesPerStep?: number;
  /** Ends the import after the files, the stored session or the batch of vectors at hand. */
  signal?: AbortSignal;
  /** Called after every file that was read, stored session that was scanned and batch of vectors. */
  onProgress?: (progress: ImportProgress) => void;
  /** Milliseconds since 1970; default `Date.now`. */
  now?: () => number;
}

export interface ImportProgress {
  stage: "reading" | "rescanning" | "embedding";
  /** What was read so far of `toRead`, the files that are new or have changed. */
  read: Amount;
  toRead: Amount;
  /** The report so far; the same object until the import ends. */
  report: Readonly<ImportReport>;
}

export interface Amount {
  files: number;
  bytes: number;
}

/**
 * Stores every chat of `listings` that is new or has changed since the last import, looks through
 * what other rules sanitized, then makes the vectors that are missing. Files that cannot be used are
 * named in the report and keep none of the others back. Throws when the database cannot be written:
 * everything stored until then stays, and the next import goes on from there, as it does after an
 * interrupted one.
 */
export async function importChats(parts: ImportParts): Promise<ImportReport> {
  const { listings, store, sanitizer, signal, onProgress, now = Date.now } = parts;
  const { bytesPerStep = 1_250_000 } = parts;
  const report = emptyReport();
  report.problems.push(...listings.flatMap(({ problems }) => problems));
  const startedAt = now();
  const importId = await store.beginImport(startedAt);

  const changed = await changedFiles(listings, store, report);
  const toRead = { files: changed.length, bytes: 0 };
  for (const { file } of changed) toRead.bytes += file.sizeBytes;
  const read = { files: 0, bytes: 0 };
  const steps = readInSteps(changed, {
    read: ({ source, file }) => readFile(source, file, sanitizer),
    bytesPerStep,
    signal,
  });
  await storeSteps(steps, {
    store,
    rulesVersion: sanitizer.rulesVersion,
    bytes: toRead.bytes,
    bytesPerStep,
    report,
    onFile({ sizeBytes }) {
      read.files += 1;
      read.bytes += sizeBytes;
      onProgress?.({ stage: "reading", read, toRead, report });
    },
  });
  await rescanInto(report, parts, () =>
    onProgress?.({ stage: "rescanning", read, toRead, report }),
  );
  await embedPending(parts, report, () =>
    onProgress?.({ stage: "embedding", read, toRead, report }),
  );

  report.interrupted = signal?.aborted === true;
  // A clock that was set back in between must not make an import end before it began.
  const finishedAt = Math.max(startedAt, now());
  report.durationMs = finishedAt - startedAt;
  if (!report.interrupted) await store.finishImport(importId, report, finishedAt);
  return report;
}

/** Before the vectors are made, because a message that changes needs another one. */
async function rescanInto(
  report: ImportReport,
  { stored, sanitizer, signal }: ImportParts,
  onSession: () => void,
): Promise<void> {
  if (stored === undefined || signal?.aborted) return;
  await rescanStored({
    ...stored,
    sanitizer,
    ...(signal !== undefined && { signal }),
    onProblem: (problem) => report.problems.push(problem),
    onProgress(rescan) {
      report.rescan = rescan;
      onSession();
    },
  });
}
