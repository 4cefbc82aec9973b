import { randomUUID } from "node:crypto";
import { lstat, mkdir, open, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { diskProblem } from "./disk-problem.ts";

/** What names of files begin with that are still being written. */
export const unfinishedPrefix = ".chats-unfinished-";

/** Whether `path` is a regular file of exactly this text. */
export async function hasText(path: string, pieces: Iterable<string>): Promise<boolean> {
  if (!(await isRegularFile(path))) return false;
  await using file = await open(path, "r");
  for (const block of blocks(pieces)) {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(block.length), 0, block.length);
    if (bytesRead < block.length || !buffer.equals(block)) return false;
  }
  return (await file.read(Buffer.alloc(1), 0, 1)).bytesRead === 0;
}

/** False for a link, wherever it leads. */
async function isRegularFile(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined))?.isFile() ?? false;
}

/** Chats are private: the modes of their files and folders. */
const ownerOnly = { file: 0o600, folder: 0o700 };

/**
 * Gives `path` this text, whole or not at all; makes its folder. Readable by this user alone unless
 * `modes` says otherwise. Nothing is forced to the disk: after a power cut the next run compares
 * and writes again.
 */
export async function replaceFile(
  path: string,
  pieces: Iterable<string>,
  modes = ownerOnly,
): Promise<void> {
  const unfinished = join(dirname(path), `${unfinishedPrefix}${randomUUID()}`);
  try {
    await mkdir(dirname(path), { recursive: true, mode: modes.folder });
    await writeFile(unfinished, blocks(pieces), { flag: "wx", mode: modes.file });
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => {});
    throw diskProblem(error, path);
  }
}

const blockBytes = 256 * 1024;

/** The text as UTF-8, in few calls of the system. */
function* blocks(pieces: Iterable<string>): Iterable<Buffer> {
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  for (const piece of pieces) {
    const bytes = Buffer.from(piece);
    waiting.push(bytes);
    waitingBytes += bytes.length;
    if (waitingBytes < blockBytes) continue;
    yield Buffer.concat(waiting);
    waiting = [];
    waitingBytes = 0;
  }
  yield Buffer.concat(waiting);
}
