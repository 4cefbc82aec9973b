import type { ChatSource } from "../sources/model.ts";
import type { Store } from "../store/store.ts";
import type { Embedder, VectorStore } from "../vectors/ports.ts";
import { embedPending } from "./embedding.ts";
import { importFile } from "./import-file.ts";
import { emptyReport, type ImportReport } from "./report.ts";

export interface ImportParts {
  sources: ChatSource[];
  store: Store;
  vectors: VectorStore;
  embedder: Embedder;
  /** Called after every file and after every batch of vectors. */
  onProgress?: (progress: ImportProgress) => void;
  /** Milliseconds since 1970; default `Date.now`. */
  now?: () => number;
}

export interface ImportProgress {
  stage: "reading" | "embedding";
  /** The report so far; the same object until the import ends. */
  report: Readonly<ImportReport>;
}

/**
 * Stores every chat of `sources` that is new or has changed since the last import, then makes the
 * vectors that are missing. Files that cannot be used are named in the report and keep none of the
 * others back. Throws when the database cannot be written: everything stored until then stays, and
 * the next import goes on from there.
 */
export async function importChats(parts: ImportParts): Promise<ImportReport> {
  const { sources, store, onProgress, now = Date.now } = parts;
  const report = emptyReport();
  const startedAt = now();
  const importId = await store.beginImport(startedAt);

  for (const source of sources) {
    for await (const file of source.list((problem) => report.problems.push(problem))) {
      await importFile(source, file, store, report);
      onProgress?.({ stage: "reading", report });
    }
  }
  await embedPending(parts, report, () => onProgress?.({ stage: "embedding", report }));

  const finishedAt = now();
  report.durationMs = finishedAt - startedAt;
  await store.finishImport(importId, report, finishedAt);
  return report;
}
