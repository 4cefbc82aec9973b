import { randomUUID } from "node:crypto";
import { type FileHandle, rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import type { Pack } from "tar-stream";
import { diskProblem } from "../../archive/disk-problem.ts";
import { archiveKeys } from "../encryption/archive-keys.ts";
import { encryption } from "../encryption/chunk-streams.ts";
import { newEncryption } from "../encryption/encrypted-file.ts";
import { newHeader } from "../encryption/header.ts";
import type { MasterKey } from "../encryption/master-key.ts";
import { isClosedEarly } from "./closed-early.ts";
import { compressor } from "./compression.ts";
import { type FileAside, syncFolder, writeAside } from "./durable-file.ts";
import { fileSink } from "./file-sink.ts";
import { freePath } from "./free-path.ts";
import { type Manifest, type MemberProblem, manifestName, parseManifest } from "./manifest.ts";
import { manifestCopyPath, sealedManifest } from "./manifest-copy.ts";
import { archiveFileName, type Compression } from "./name.ts";
import { plainSeal } from "./seal.ts";
import { tarWriter } from "./tar-streams.ts";
import { tarTarget } from "./tar-target.ts";
import { type ArchiveContent, writeMembers } from "./write-members.ts";

export interface WriteArchiveInput extends ArchiveContent {
  /** Folder of the archive, made with mode 700 when missing. */
  directory: string;
  compression: Compression;
  /** Wraps the data key of the archive; undefined for a plain archive. */
  key?: MasterKey | undefined;
}

export interface WrittenArchive {
  /** Absolute path of the archive. */
  path: string;
  manifest: Manifest;
  sizeBytes: number;
  /** Members that changed, shrank, vanished or could not be read: the backup is partial. */
  problems: MemberProblem[];
}

/**
 * Writes an archive aside, fsyncs and renames it; its manifest is the last member and stands beside
 * it too. Leaves nothing behind when it throws. A member that changes, shrinks or vanishes while it
 * is read is a problem by name, not a failure.
 */
export async function writeArchive(input: WriteArchiveInput): Promise<WrittenArchive> {
  const { directory, name, compression, key } = input;
  const form = { compression, encrypted: key !== undefined };
  const path = await freePath(directory, archiveFileName(name, form));
  const archive = await writeAside(path, (file) => fillArchive(file, input));
  const { manifest, sealed, sizeBytes } = archive.result;
  const copyPath = manifestCopyPath(path);
  let copy: FileAside<void> | undefined;
  try {
    copy = await writeAside(copyPath, (file) => file.writeFile(sealed));
    // Of the two the archive is what counts: it comes when its copy is there.
    await copy.rename();
    await archive.rename();
    await syncFolder(directory);
  } catch (error) {
    // None of them was there before.
    for (const left of [archive.path, copy?.path, path, copyPath]) {
      if (left !== undefined) await rm(left, { force: true });
    }
    throw diskProblem(error, path);
  }
  return { path, manifest, sizeBytes, problems: manifest.problems };
}

interface FilledArchive {
  manifest: Manifest;
  /** Of the copy beside the archive. */
  sealed: string;
  sizeBytes: number;
}

async function fillArchive(file: FileHandle, input: WriteArchiveInput): Promise<FilledArchive> {
  const { key, compression, signal } = input;
  const id = randomUUID();
  const encrypted = key === undefined ? undefined : await encryptionFor(id, compression, key);
  const sink = fileSink(file);
  if (encrypted !== undefined) sink.stream.write(encrypted.beginning);
  const { archive, stream } = tarWriter();
  const stages = [compressor(compression), ...(encrypted?.stages() ?? [])];
  const writing = pipeline(
    [stream, ...stages, sink.stream],
    signal === undefined ? {} : { signal },
  );
  const [packed, flow] = await Promise.allSettled([packAll(archive, id, input), writing]);
  // What goes wrong in a stage closes those before it, and what goes wrong there closes all.
  if (flow.status === "rejected" && !isClosedEarly(flow.reason)) throw flow.reason;
  if (packed.status === "rejected") throw packed.reason;
  const text = packed.value;
  const seal = encrypted?.seal ?? plainSeal(sink.sha256());
  return {
    manifest: parseManifest(text, manifestName),
    sealed: sealedManifest(text, seal),
    sizeBytes: sink.bytes(),
  };
}

async function encryptionFor(id: string, compression: Compression, key: MasterKey) {
  const header = newHeader({ id, compression });
  const { dataKey, beginning } = await newEncryption(header, key);
  const { chunks, seal } = archiveKeys(dataKey, header);
  return { beginning, seal, stages: () => [encryption(chunks, header.chunkBytes)] };
}

/** Fills the archive, and gives the text of the manifest, its last member. */
async function packAll(archive: Pack, id: string, input: WriteArchiveInput): Promise<string> {
  try {
    const text = await writeMembers(tarTarget(archive, input.name), id, input);
    archive.finalize();
    return text;
  } catch (error) {
    archive.destroy(error instanceof Error ? error : new Error(String(error)));
    throw error;
  }
}
