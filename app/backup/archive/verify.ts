import type { MasterKey } from "../encryption/master-key.ts";
import { type ArchiveFile, openArchive } from "./archive-file.ts";
import { ArchiveDamaged } from "./errors.ts";
import type { Manifest } from "./manifest.ts";
import type { Progress } from "./member.ts";
import { readWhole, refuseOtherCopy } from "./read-whole.ts";

export interface ReadArchiveInput extends ReadingOptions {
  /** The archive's file. */
  path: string;
  /** Opens an encrypted archive; of no use to a plain one. */
  key?: MasterKey | undefined;
}

export interface ReadingOptions {
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: Progress) => void) | undefined;
}

/**
 * Reads all, writes nothing. Throws `ArchiveDamaged` (what and where), `WrongKey`, `KeyNeeded`,
 * `NotOurArchive` or `NewerFormat`. Stricter than a restore, which a damaged key slot does not stop
 * where the other one opens the archive.
 */
export async function verifyArchive(input: ReadArchiveInput): Promise<Manifest> {
  await using archive = await openArchive(input.path, input.key);
  return await verifyOpened(archive, input);
}

/** The same of an archive that is open. */
export async function verifyOpened(
  archive: ArchiveFile,
  { onProgress, signal }: ReadingOptions,
): Promise<Manifest> {
  const whole = await readWhole(archive, { onProgress }, signal);
  await refuseOtherCopy(archive, whole);
  if (archive.flaw !== undefined) throw new ArchiveDamaged(archive.flaw);
  return whole.manifest;
}
