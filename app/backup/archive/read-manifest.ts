import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { MasterKey } from "../encryption/master-key.ts";
import { type ArchiveFile, openArchive } from "./archive-file.ts";
import { type Manifest, parseManifest } from "./manifest.ts";
import { manifestCopyPath, readManifestCopy, unsealedManifest } from "./manifest-copy.ts";
import { readWhole } from "./read-whole.ts";

/**
 * From the copy beside the archive when that is authentic, else from inside, which takes as long as
 * to verify all of it. Throws as `verifyArchive`.
 */
export async function readManifest(path: string, key?: MasterKey): Promise<Manifest> {
  const text = await authenticCopy(path, key);
  if (text !== undefined) return parseManifest(text, manifestCopyPath(path));
  await using archive = await openArchive(path, key);
  return (await readWhole(archive, {}, undefined)).manifest;
}

async function authenticCopy(path: string, key?: MasterKey): Promise<string | undefined> {
  await using archive = await openArchive(path, key);
  const copy = await readManifestCopy(path);
  if (copy === undefined) return undefined;
  // A plain archive vouches for the copy with all of its bytes, an encrypted one with its key.
  if (archive.id === undefined) await readBytes(archive);
  return unsealedManifest(copy, (text) => archive.seal(text));
}

async function readBytes(archive: ArchiveFile): Promise<void> {
  const nowhere = new Writable({ write: (_, __, done) => done() });
  await pipeline([...archive.stages(), nowhere]);
}
