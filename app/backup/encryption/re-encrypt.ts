import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import { pipeline } from "node:stream/promises";
import { diskProblem } from "../../archive/disk-problem.ts";
import { openArchive } from "../archive/archive-file.ts";
import { replaceDurably, syncFolder, writeAside } from "../archive/durable-file.ts";
import { NotOurArchive } from "../archive/errors.ts";
import { fileSink } from "../archive/file-sink.ts";
import type { Manifest } from "../archive/manifest.ts";
import { manifestCopyPath, sealedManifest } from "../archive/manifest-copy.ts";
import { readWhole } from "../archive/read-whole.ts";
import { archiveKeys } from "./archive-keys.ts";
import { encryption } from "./chunk-streams.ts";
import { newEncryption } from "./encrypted-file.ts";
import { newHeader } from "./header.ts";
import type { KeyChange } from "./rotate.ts";

/**
 * Writes an archive anew under another data key, the answer to one that has become known, and reads
 * the new one whole before it takes the place of the old one. Throws what `verifyArchive` throws.
 */
export async function reencrypt(path: string, { from, to }: KeyChange): Promise<Manifest> {
  await using archive = await openArchive(path, from);
  const { id, compression } = archive;
  if (id === undefined) throw new NotOurArchive(`${path}: is not encrypted`);
  const header = newHeader({ id, compression });
  const { dataKey, beginning } = await newEncryption(header, to);
  const { chunks, seal } = archiveKeys(dataKey, header);
  const renewed = await writeAside(path, async (file) => {
    const { stream } = fileSink(file);
    stream.write(beginning);
    await pipeline([...archive.stages(), encryption(chunks, header.chunkBytes), stream]);
  });
  try {
    await using written = await openArchive(renewed.path, to);
    const { manifest, text } = await readWhole(written, {}, undefined);
    // From here to its renewal there is no copy, rather than one that does not go with its archive.
    await rm(manifestCopyPath(path), { force: true });
    await syncFolder(dirname(path));
    await renewed.rename();
    await syncFolder(dirname(path));
    await replaceDurably(manifestCopyPath(path), sealedManifest(text, seal));
    return manifest;
  } catch (error) {
    await renewed.remove();
    throw diskProblem(error, path);
  }
}
