import type { ChatSource, SourceFile } from "../sources/model.ts";
import type { FileState, Store } from "../store/store.ts";
import type { Listing } from "./discovery.ts";
import { countFailure, type ImportReport } from "./report.ts";

/** A file that is to be read, with the source that can. */
export interface ChangedFile {
  source: ChatSource;
  file: SourceFile;
}

/** The files that are new or have changed since they were last read; the others are counted. */
export async function changedFiles(
  listings: Listing[],
  store: Pick<Store, "fileStates">,
  report: ImportReport,
): Promise<ChangedFile[]> {
  const states = await store.fileStates();
  const changed: ChangedFile[] = [];
  for (const { source, files } of listings) {
    for (const file of files) {
      report.filesSeen += 1;
      const known = states.get(file.path);
      if (known === undefined || !isUnchanged(file, known)) changed.push({ source, file });
      else if (known.problem === undefined) report.filesUnchanged += 1;
      else countFailure(report, file.path, known.problem);
    }
  }
  return changed;
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
