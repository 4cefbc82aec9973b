import { Readable } from "node:stream";
import type { ArchiveFile } from "../archive/archive-file.ts";
import { plainSeal } from "../archive/seal.ts";
import { manifestLast } from "./manifest-last.ts";
import type { ResticRepository } from "./repository.ts";
import { readSnapshotFile } from "./snapshot-file.ts";

/** The snapshot that the file at `path` names, to be read as any archive is. */
export async function openSnapshot(
  path: string,
  repository: () => Promise<ResticRepository>,
): Promise<ArchiveFile> {
  const { id, snapshot } = await readSnapshotFile(path);
  const { tar } = await repository();
  return {
    path,
    id,
    compression: undefined,
    flaw: undefined,
    stages: () => [Readable.from(tar(snapshot), { objectMode: false }), manifestLast()],
    seal: plainSeal(snapshot),
    [Symbol.asyncDispose]: async () => {},
  };
}
