import { pipeline } from "node:stream/promises";
import type { ArchiveFile } from "./archive-file.ts";
import { isClosedEarly } from "./closed-early.ts";
import { decompression } from "./decompression.ts";
import { ArchiveDamaged } from "./errors.ts";
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
  const stages = [...archive.stages(), ...decompression(archive.compression, archive.path)];
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
