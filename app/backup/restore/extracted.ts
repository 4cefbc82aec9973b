import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Manifest } from "../archive/manifest.ts";
import { engineOf } from "../engine/choose.ts";
import type { BackupSettings } from "../settings.ts";
import { type FreeBytes, refuseWithoutRoom } from "../space.ts";

export interface ExtractedMembers {
  /** The archive's file. */
  path: string;
  /** Whose key opens it. */
  settings: BackupSettings;
  /** What the archive says of itself. */
  manifest: Manifest;
  wanted: (name: string) => boolean;
  /** Default: asks the system. */
  freeBytes?: FreeBytes | undefined;
}

/**
 * Lets `work` see members of an archive in a private folder that is gone afterwards. Throws where the
 * disk of temporary files has no room for them, and what the archive's engine throws.
 */
export async function withExtracted<T>(
  { path, settings, manifest, wanted, freeBytes }: ExtractedMembers,
  work: (stage: string) => Promise<T>,
): Promise<T> {
  refuseWithoutRoom(tmpdir(), bytesOf(manifest, wanted), freeBytes);
  const folder = mkdtempSync(join(tmpdir(), "chats-restore-"));
  try {
    const stage = join(folder, "archive");
    await engineOf(path, settings).extract(path, { into: stage, wanted });
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
