import { createHash } from "node:crypto";
import type { BigIntStats } from "node:fs";
import { constants, type FileHandle, open } from "node:fs/promises";
import type { ManifestMember } from "./manifest.ts";
import type { Member } from "./member.ts";

/** A member's file, open for as long as it is being archived. */
export interface OpenMember extends AsyncDisposable {
  /** As many bytes as `content` gives, whatever becomes of the file. */
  sizeBytes: number;
  content(): AsyncGenerator<Buffer>;
  /** What was read; when `content` has come to its end. */
  result(): Promise<{ member: ManifestMember; problem: string | undefined }>;
}

/** What the archive does without, and why. */
export interface LeftOut {
  reason: string;
}

/** Fewer and larger pieces are quicker where other programs want the processor as well. */
const chunkBytes = 1024 * 1024;

/** A link could lead anywhere, and a pipe would be waited for. */
const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

export async function openMember({ name, path }: Member): Promise<OpenMember | LeftOut> {
  let file: FileHandle;
  try {
    file = await open(path, flags);
  } catch (error) {
    return { reason: `left out: cannot be read, got ${codeOf(error)}` };
  }
  const before = await file.stat({ bigint: true });
  if (!before.isFile()) {
    await file.close();
    return { reason: "left out: is not a regular file" };
  }
  return openFile(name, file, before);
}

function openFile(name: string, file: FileHandle, before: BigIntStats): OpenMember {
  const sizeBytes = Number(before.size);
  const hash = createHash("sha256");
  let readBytes = 0;
  let failure: unknown;
  const nextChunk = async (length: number): Promise<Buffer> => {
    try {
      const { buffer, bytesRead } = await file.read(
        Buffer.allocUnsafe(length),
        0,
        length,
        readBytes,
      );
      return buffer.subarray(0, bytesRead);
    } catch (error) {
      failure = error;
      return Buffer.alloc(0);
    }
  };
  return {
    sizeBytes,
    async *content() {
      let givenBytes = 0;
      while (givenBytes < sizeBytes) {
        const length = Math.min(chunkBytes, sizeBytes - givenBytes);
        const read = readBytes === givenBytes ? await nextChunk(length) : Buffer.alloc(0);
        readBytes += read.length;
        // The archive has promised a size: zeros stand for what is not there any more.
        const chunk = read.length > 0 ? read : Buffer.alloc(length);
        givenBytes += chunk.length;
        hash.update(chunk);
        yield chunk;
      }
    },
    async result() {
      const problem = await problemOf(file, before, readBytes, failure);
      return { member: { name, sizeBytes, sha256: hash.digest("hex") }, problem };
    },
    [Symbol.asyncDispose]: () => file.close(),
  };
}

async function problemOf(
  file: FileHandle,
  before: BigIntStats,
  readBytes: number,
  failure: unknown,
): Promise<string | undefined> {
  const padding = `bytes ${readBytes} to ${before.size} are zeros`;
  if (failure !== undefined) return `could not be read on, got ${codeOf(failure)}: ${padding}`;
  if (readBytes < before.size) return `shrank while it was read: ${padding}`;
  const after = await file.stat({ bigint: true });
  if (after.size > before.size) return `grew while it was read: only the first ${readBytes} bytes`;
  const isSame = after.mtimeNs === before.mtimeNs && after.size === before.size;
  return isSame ? undefined : "changed while it was read: may be of two states";
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
