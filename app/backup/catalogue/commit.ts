import { basename, dirname } from "node:path";
import type { WrittenArchive } from "../archive/write.ts";
import { type CatalogueEntry, entryVersion, writeEntry } from "./entry.ts";
import { forgetFailedRun } from "./failed-run.ts";

export interface CommitOptions {
  /** Milliseconds since 1970 of a verification that has passed; undefined for none. */
  verifiedAt?: number | undefined;
  /** Days that backups of this type are kept; undefined: for ever. */
  keepDays?: number | undefined;
}

/** Enters a backup into the catalogue: from here on it counts. The last step of a run. */
export async function commitBackup(
  { path, manifest, sizeBytes }: WrittenArchive,
  { verifiedAt, keepDays }: CommitOptions,
): Promise<CatalogueEntry> {
  const { id, type, startedAt, components } = manifest;
  const entry: CatalogueEntry = {
    entryVersion,
    file: basename(path),
    id,
    type,
    startedAt,
    sizeBytes,
    complete: [manifest, ...components].every((part) => part.problems.length === 0),
    ...(verifiedAt === undefined ? {} : { verifiedAt: new Date(verifiedAt).toISOString() }),
    ...(keepDays === undefined ? {} : { keepDays }),
    counts: Object.fromEntries(components.map(({ name, counts }) => [name, counts])),
  };
  await writeEntry(dirname(path), entry);
  await forgetFailedRun(dirname(path), type);
  return entry;
}
