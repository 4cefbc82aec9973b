import { Duplex } from "node:stream";
import { buffer } from "node:stream/consumers";
import type { Extract, Header, Pack } from "tar-stream";
import { manifestName } from "../archive/manifest.ts";
import {
  addBytes,
  addEntry,
  type TarHeader,
  tarReader,
  tarWriter,
} from "../archive/tar-streams.ts";

/**
 * From a tar in the order of names to one whose last member is the manifest, as that of every archive
 * of ours.
 */
export function manifestLast(): Duplex {
  const [reader, writer] = [tarReader(), tarWriter()];
  reorder(reader.archive, writer.archive).catch((error) => writer.archive.destroy(error));
  return Duplex.from({ writable: reader.stream, readable: writer.stream });
}

async function reorder(from: Extract, to: Pack): Promise<void> {
  let manifest: { header: Header; content: Buffer } | undefined;
  for await (const entry of from) {
    const { header } = entry;
    const content = entry as AsyncIterable<Buffer>;
    if (manifest === undefined && isManifest(header)) {
      manifest = { header, content: await buffer(content) };
    } else {
      await addEntry(to, plain(header), content, header.size ?? 0);
    }
  }
  if (manifest !== undefined) await addBytes(to, plain(manifest.header), manifest.content);
  to.finalize();
}

function isManifest({ name, type }: Header): boolean {
  const [, file, ...others] = name.split("/");
  return type === "file" && file === manifestName && others.length === 0;
}

/** What the checks of members look at. */
function plain({ name, type, linkname }: Header): TarHeader {
  return { name, type, ...(linkname && { linkname }) };
}
