import { pipeline } from "node:stream/promises";
import type { ArchiveFile } from "./archive-file.ts";
import { isClosedEarly } from "./closed-early.ts";
import { decompression } from "./decompression.ts";
import { ArchiveDamaged } from "./errors.ts";
import { parseManifest } from "./manifest.ts";
import { readManifestCopy } from "./manifest-copy.ts";
import { type MemberReading, type Place, readTar, type TarContent } from "./tar-members.ts";
import { tarReader } from "./tar-streams.ts";

/**
 * Reads all of an archive. Throws `ArchiveDamaged`, `NotOurArchive`, or what `reading.open` and the
 * sinks that it gave throw.
 */
export async function readMembers(
  archive: ArchiveFile,
  reading: MemberReading,
  signal: AbortSignal | undefined,
): Promise<TarContent> {
  const place: Place = { member: "its first member" };
  const tar = tarReader();
  const { compression, path } = archive;
  const unpacking =
    compression === undefined ? [] : decompression(compression, path, await promisedBytes(archive));
  const stages = [...archive.stages(), ...unpacking];
  const flow = pipeline([...stages, tar.stream], signal === undefined ? {} : { signal });
  const flowEnd = flow.then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  const end = await readTar(tar.archive, archive.path, reading, place).then(
    (content) => ({ content }),
    (error: unknown) => {
      tar.archive.destroy();
      return { error };
    },
  );
  // What goes wrong in a stage closes those behind it, and what goes wrong behind them closes all.
  const cause = await flowEnd;
  if (cause !== undefined && !isClosedEarly(cause.error)) {
    throw explained(cause.error, archive.path, place);
  }
  if ("content" in end) return end.content;
  throw explained(end.error, archive.path, place);
}

/**
 * What an archive may unpack to, however much that is: files of mostly zeros shrink to nearly nothing.
 * One that a key was needed for was not made to fill disks, and the copy of the manifest beside a plain
 * one says what a restore has looked for room for.
 */
async function promisedBytes({ id, path }: ArchiveFile): Promise<number> {
  if (id !== undefined) return Number.POSITIVE_INFINITY;
  try {
    const { members } = parseManifest((await readManifestCopy(path)) ?? "", path);
    return members.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  } catch {
    // Whether it goes with the archive is seen when that has been read.
    return 0;
  }
}

/** What zlib and the tar reader say becomes damage, with its place. */
function explained(error: unknown, path: string, { member }: Place): unknown {
  if (!(error instanceof Error)) return error;
  const code = "code" in error ? String(error.code) : "";
  if (!readingCodes.test(code) && !tarMessages.test(error.message)) return error;
  return new ArchiveDamaged(`${path}: damaged at or after ${member}: ${error.message}`, {
    cause: error,
  });
}

/** Of zlib and zstd. */
const readingCodes = /^(Z_|ZSTD_)/;

/** Of the tar reader, whose errors have no code. */
const tarMessages = /^(Invalid tar header|Invalid header|Unexpected end of data|Header exceeds)/;
