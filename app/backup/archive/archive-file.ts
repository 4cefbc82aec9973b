import { createHash, type Hash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { type Readable, Transform } from "node:stream";
import { archiveKeys } from "../encryption/archive-keys.ts";
import { decryption } from "../encryption/chunk-streams.ts";
import { chunksOffset, readBeginning, unwrapDataKey } from "../encryption/encrypted-file.ts";
import { encryptedMagic } from "../encryption/header.ts";
import type { MasterKey } from "../encryption/master-key.ts";
import { compressionOf } from "./compression.ts";
import { NotOurArchive } from "./errors.ts";
import type { Compression } from "./name.ts";
import { plainSeal } from "./seal.ts";

/** An archive whose key has been found, and whose content is still to be read. */
export interface ArchiveFile extends AsyncDisposable {
  path: string;
  /** Of the backup, as the header of the encryption has it; undefined for a plain archive. */
  id: string | undefined;
  /** Undefined where what `stages` give is not compressed. */
  compression: Compression | undefined;
  /** Damage that no content is lost by yet; undefined for none. */
  flaw: string | undefined;
  /** From the file to what was compressed. To be used once. */
  stages(): (Readable | Transform)[];
  /** Seal of the manifest's copy; for a plain archive when all of it has been read. */
  seal(text: string): string;
}

/** An archive of which what `stages` give is compressed. */
export interface CompressedArchive extends ArchiveFile {
  compression: Compression;
}

/** Throws `NotOurArchive`, `ArchiveDamaged`, `NewerFormat`, `KeyNeeded` or `WrongKey`. */
export async function openArchive(
  path: string,
  key: MasterKey | undefined,
): Promise<CompressedArchive> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(path, error);
  });
  const closing = { [Symbol.asyncDispose]: () => file.close() };
  try {
    if (!(await file.stat()).isFile()) throw new NotOurArchive(`${path}: is not a file`);
    const beginning = await firstBytes(file, encryptedMagic.length);
    if (beginning.equals(encryptedMagic)) {
      return { ...(await encryptedArchive(file, path, key)), ...closing };
    }
    return { ...plainArchive(file, path, beginning), ...closing };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Why a file that stands for a backup could not be opened. */
export function unreadable(path: string, error: NodeJS.ErrnoException): Error {
  const isMissing = error.code === "ENOENT";
  const problem = isMissing ? "there is no such archive" : `cannot be read, got ${error.code}`;
  return new Error(`${path}: ${problem}`, { cause: error });
}

async function firstBytes(file: FileHandle, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, 0);
  return buffer.subarray(0, bytesRead);
}

type Content = Omit<CompressedArchive, typeof Symbol.asyncDispose>;

function plainArchive(file: FileHandle, path: string, beginning: Buffer): Content {
  const compression = compressionOf(beginning);
  if (compression === undefined) {
    throw new NotOurArchive(`${path}: is no archive of a backup: neither .tar.gz nor .tar.zst`);
  }
  const hash = createHash("sha256");
  let digest: string | undefined;
  return {
    path,
    id: undefined,
    compression,
    flaw: undefined,
    stages: () => [reading(file, 0), hashing(hash)],
    seal: (text) => {
      digest ??= hash.digest("hex");
      return plainSeal(digest)(text);
    },
  };
}

async function encryptedArchive(
  file: FileHandle,
  path: string,
  key: MasterKey | undefined,
): Promise<Content> {
  const beginning = await readBeginning(file, path);
  const { header, slots } = beginning;
  const { dataKey } = await unwrapDataKey(beginning, key, path);
  const { chunks, seal } = archiveKeys(dataKey, header);
  return {
    path,
    id: header.id,
    compression: header.compression,
    flaw: slots.includes(undefined)
      ? `${path}: key slot ${slots.indexOf(undefined) + 1} is damaged, all else is whole; ` +
        "backup rotate-keys writes it anew"
      : undefined,
    stages: () => [reading(file, chunksOffset), decryption(chunks, header.chunkBytes, path)],
    seal,
  };
}

function hashing(hash: Hash): Transform {
  return new Transform({
    highWaterMark,
    transform(data: Buffer, _, done) {
      hash.update(data);
      done(null, data);
    },
  });
}

const highWaterMark = 512 * 1024;

function reading(file: FileHandle, start: number): Readable {
  return file.createReadStream({ start, highWaterMark, autoClose: false });
}
