import { chmod, mkdir, open, readdir, rm, statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import { diskProblem } from "../../archive/disk-problem.ts";
import { type ArchiveFile, openArchive } from "./archive-file.ts";
import type { Manifest } from "./manifest.ts";
import { readWhole, refuseOtherCopy } from "./read-whole.ts";
import type { MemberSink, NewMember } from "./tar-members.ts";
import type { ReadArchiveInput, ReadingOptions } from "./verify.ts";

export interface ExtractArchiveInput extends ReadArchiveInput, ExtractingOptions {}

export interface ExtractingOptions extends ReadingOptions {
  /** An empty folder, or none yet; it gets mode 700. */
  into: string;
  /** Whether a member of this name is to be written; default: all. */
  wanted?: ((name: string) => boolean) | undefined;
}

/**
 * Reads an archive, checks each chunk and hash, and writes its members to `<into>/<name>` with mode
 * 600. Hostile names and kinds are refused before anything of theirs is written. The manifest is
 * returned only after all of the archive was authentic; otherwise it throws what `verifyArchive`
 * throws, and nothing that it wrote is left. Nothing is forced to the disk.
 */
export async function extractArchive(input: ExtractArchiveInput): Promise<Manifest> {
  await using archive = await openArchive(input.path, input.key);
  return await extractOpened(archive, input);
}

/** The same of an archive that is open. */
export async function extractOpened(
  archive: ArchiveFile,
  { into, wanted = () => true, signal, onProgress }: ExtractingOptions,
): Promise<Manifest> {
  const isNew = await prepareFolder(into);
  const open = async (member: NewMember) =>
    wanted(member.name) ? newFile(into, member, archive.path) : undefined;
  try {
    const whole = await readWhole(archive, { open, onProgress }, signal);
    await refuseOtherCopy(archive, whole);
    return whole.manifest;
  } catch (error) {
    await emptyFolder(into, isNew);
    throw error;
  }
}

/** Whether the folder was not there before. */
async function prepareFolder(into: string): Promise<boolean> {
  try {
    const isNew = (await mkdir(into, { recursive: true, mode: 0o700 })) !== undefined;
    if ((await readdir(into)).length > 0) {
      throw new Error(`${into}: is not empty; use an empty folder, or one that is not there yet`);
    }
    await chmod(into, 0o700);
    return isNew;
  } catch (error) {
    throw diskProblem(error, into);
  }
}

async function emptyFolder(into: string, isNew: boolean): Promise<void> {
  if (isNew) return rm(into, { recursive: true, force: true });
  for (const name of await readdir(into)) await rm(join(into, name), { recursive: true });
}

/** Left free for whatever else the machine does meanwhile. */
const reservedBytes = 64 * 1024 ** 2;

async function newFile(
  into: string,
  { name, sizeBytes }: NewMember,
  archivePath: string,
): Promise<MemberSink> {
  const path = join(into, name);
  if (sizeBytes > reservedBytes) await refuseWithoutRoom(into, name, sizeBytes, archivePath);
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    // Never over, or through, what is there.
    const file = await open(path, "wx", 0o600);
    return {
      write: async (data) => {
        await file.writeFile(data).catch((error) => {
          throw diskProblem(error, path);
        });
      },
      [Symbol.asyncDispose]: () => file.close(),
    };
  } catch (error) {
    throw diskProblem(error, path);
  }
}

async function refuseWithoutRoom(
  into: string,
  name: string,
  sizeBytes: number,
  archivePath: string,
): Promise<void> {
  const { bavail, bsize } = await statfs(into);
  const freeBytes = bavail * bsize;
  if (sizeBytes + reservedBytes <= freeBytes) return;
  throw new Error(
    `${into}: no room for ${name} of ${archivePath}, got ${freeBytes} bytes free and ` +
      `${sizeBytes} are needed; make room, or use a folder on another disk`,
  );
}
