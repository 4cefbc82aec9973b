import { setImmediate } from "node:timers/promises";
import type { Sanitizer } from "../sanitize/sanitizer.ts";
import type { Store } from "../store/store.ts";
import type { Embedder, VectorStore } from "../vectors/ports.ts";
import { changedFiles } from "./changed-files.ts";
import type { Listing } from "./discovery.ts";
import { embedPending } from "./embedding.ts";
import { importFile } from "./import-file.ts";
import { emptyReport, type ImportReport } from "./report.ts";

export interface ImportParts {
  /** What there is to read, listed a moment ago. */
  listings: Listing[];
  store: Store;
  vectors: VectorStore;
  embedder: Embedder;
  sanitizer: Sanitizer;
  /** Ends the import after the file, or the batch of vectors, at hand. */
  signal?: AbortSignal;
  /** Called after every file that was read and after every batch of vectors. */
  onProgress?: (progress: ImportProgress) => void;
  /** Milliseconds since 1970; default `Date.now`. */
  now?: () => number;
}

export interface ImportProgress {
  stage: "reading" | "embedding";
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
 * Stores every chat of `listings` that is new or has changed since the last import, then makes the
 * vectors that are missing. Files that cannot be used are named in the report and keep none of the
 * others back. Throws when the database cannot be written: everything stored until then stays, and
 * the next import goes on from there, as it does after an interrupted one.
 */
export async function importChats(parts: ImportParts): Promise<ImportReport> {
  const { listings, store, sanitizer, signal, onProgress, now = Date.now } = parts;
  const report = emptyReport();
  report.problems.push(...listings.flatMap(({ problems }) => problems));
  const startedAt = now();
  const importId = await store.beginImport(startedAt);

  const changed = await changedFiles(listings, store, report);
  const toRead = { files: changed.length, bytes: 0 };
  for (const { file } of changed) toRead.bytes += file.sizeBytes;
  const read = { files: 0, bytes: 0 };
  for (const one of changed) {
    // SQLite never waits, so that without a pause no signal and no request would come in.
    await setImmediate();
    if (signal?.aborted) break;
    await importFile(one, { store, sanitizer }, report);
    read.files += 1;
    read.bytes += one.file.sizeBytes;
    onProgress?.({ stage: "reading", read, toRead, report });
  }
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
