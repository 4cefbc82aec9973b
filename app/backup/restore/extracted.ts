import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { extractArchive } from "../archive/extract.ts";
import type { Manifest } from "../archive/manifest.ts";
import type { MasterKey } from "../encryption/master-key.ts";
import { type FreeBytes, refuseWithoutRoom } from "../space.ts";

export interface ExtractedMembers {
  /** The archive's file. */
  path: string;
  key: MasterKey | undefined;
  /** What the archive says of itself. */
  manifest: Manifest;
  wanted: (name: string) => boolean;
  /** Default: asks the system. */
  freeBytes?: FreeBytes | undefined;
}

/**
 * Lets `work` see members of an archive in a private folder that is gone afterwards. Throws where the
 * disk of temporary files has no room for them, and what `extractArchive` throws.
 */
export async function withExtracted<T>(
  { path, key, manifest, wanted, freeBytes }: ExtractedMembers,
  work: (stage: string) => Promise<T>,
): Promise<T> {
  refuseWithoutRoom(tmpdir(), bytesOf(manifest, wanted), freeBytes);
  const folder = mkdtempSync(join(tmpdir(), "chats-restore-"));
  try {
    const stage = join(folder, "archive");
    await extractArchive({ path, into: stage, key, wanted });
    return await work(stage);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What these members of an archive take on a disk. */
export function bytesOf({ members }: Manifest, wanted: (name: string) => boolean): number {
  return members
    .filter(({ name }) => wanted(name))
    .reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}
