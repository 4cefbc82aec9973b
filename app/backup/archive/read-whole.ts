import type { ArchiveFile } from "./archive-file.ts";
import { ArchiveDamaged } from "./errors.ts";
import { type Manifest, parseManifest } from "./manifest.ts";
import { manifestCopyPath, readManifestCopy, unsealedManifest } from "./manifest-copy.ts";
import { folderName } from "./name.ts";
import { readMembers } from "./read-members.ts";
import type { MemberReading, TarContent } from "./tar-members.ts";

export interface WholeArchive {
  manifest: Manifest;
  /** The manifest as it stands in the archive. */
  text: string;
}

/** Reads all of an archive, and gives its manifest when everything agrees with it. */
export async function readWhole(
  archive: ArchiveFile,
  reading: MemberReading,
  signal: AbortSignal | undefined,
): Promise<WholeArchive> {
  const content = await readMembers(archive, reading, signal);
  const manifest = parseManifest(content.manifestText, `${archive.path}: its manifest`);
  refuseDifferences(archive, content, manifest);
  return { manifest, text: content.manifestText };
}

function refuseDifferences(archive: ArchiveFile, content: TarContent, manifest: Manifest): void {
  const { path, id } = archive;
  const startedAt = Date.parse(manifest.startedAt);
  if (folderName({ type: manifest.type, startedAt }) !== content.folder) {
    throw new ArchiveDamaged(`${path}: its manifest is of another backup than its folder`);
  }
  if (id !== undefined && id !== manifest.id) {
    throw new ArchiveDamaged(`${path}: its manifest is of another backup than its encryption`);
  }
  manifest.members.forEach((expected, index) => {
    const member = content.members[index];
    if (member?.name !== expected.name) {
      throw new ArchiveDamaged(`${path}: ${expected.name}: is missing, or in another place`);
    }
    if (member.sizeBytes !== expected.sizeBytes || member.sha256 !== expected.sha256) {
      throw new ArchiveDamaged(`${path}: ${expected.name}: is not what the manifest says`);
    }
  });
  const [surplus] = content.members.slice(manifest.members.length);
  if (surplus === undefined) return;
  throw new ArchiveDamaged(`${path}: ${surplus.name}: is not in the manifest`);
}

/**
 * Throws `ArchiveDamaged` when the copy of the manifest does not go with an archive that was read
 * whole. Of a plain archive it tells damage in places that unpacking does not look at, too.
 */
export async function refuseOtherCopy(archive: ArchiveFile, { text }: WholeArchive): Promise<void> {
  const copy = await readManifestCopy(archive.path);
  if (copy === undefined) return;
  if (unsealedManifest(copy, (manifest) => archive.seal(manifest)) === text) return;
  throw new ArchiveDamaged(
    `${manifestCopyPath(archive.path)}: does not go with its archive, one of the two is damaged; ` +
      "the archive alone is read where this copy is not beside it",
  );
}
