import type { ExtractingOptions } from "../archive/extract.ts";
import type { Manifest } from "../archive/manifest.ts";
import type { ArchiveName } from "../archive/name.ts";
import type { ReadingOptions } from "../archive/verify.ts";
import type { WrittenArchive } from "../archive/write.ts";
import type { ArchiveContent } from "../archive/write-members.ts";

/** What makes archives, reads them again and lets them go. */
export interface ArchiveEngine {
  /** Whether nobody reads its archives without a key. */
  isEncrypted: boolean;
  /** How often a run writes the members to the disk of the archives, at most. */
  copies: number;
  /** Of the file that stands for a backup in its folder. */
  fileName(name: ArchiveName): string;
  /**
   * Makes good what a run that died has left in `directory`, and throws where no archive could be
   * written: for want of a key, or of a program. The caller holds the lock of the folder.
   */
  prepare(directory: string): Promise<void>;
  /**
   * Writes an archive with its manifest beside it, and leaves nothing behind when it throws. The caller
   * holds the lock of the folder.
   */
  write(content: NewArchive): Promise<WrittenArchive>;
  /**
   * Reads all, writes nothing. Throws `ArchiveDamaged` (what and where), `WrongKey`, `KeyNeeded`,
   * `NotOurArchive` or `NewerFormat`.
   */
  verify(path: string, options?: ReadingOptions): Promise<Manifest>;
  /** Writes members into a folder after the checks of `verify`, or leaves nothing there. */
  extract(path: string, options: ExtractingOptions): Promise<Manifest>;
  /** What an archive says of itself. Throws as `verify`. */
  readManifest(path: string): Promise<Manifest>;
  /**
   * Removes archives with their entries; the caller holds the lock of the folder. What is cut off leaves
   * no entry of something that is gone.
   */
  remove(directory: string, files: string[]): Promise<void>;
}

export interface NewArchive extends ArchiveContent {
  /** Folder of the archive, made with mode 700 when missing. */
  directory: string;
}
