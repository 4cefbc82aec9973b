import { Duplex } from "node:stream";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import type { Extract, Header, Pack } from "tar-stream";
import { manifestName } from "../archive/manifest.ts";
import { tarReader, tarWriter } from "../archive/tar-streams.ts";

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
    } else if ((header.size ?? 0) > smallBytes) {
      await pipeline(content, to.entry(plain(header)));
    } else {
      await add(to, header, await buffer(content));
    }
  }
  if (manifest !== undefined) await add(to, manifest.header, manifest.content);
  to.finalize();
}

function isManifest({ name, type }: Header): boolean {
  const [, file, ...others] = name.split("/");
  return type === "file" && file === manifestName && others.length === 0;
}

/** A stream of its own for each of many small files would take most of the time. */
const smallBytes = 256 * 1024;

function add(to: Pack, header: Header, content: Buffer): Promise<void> {
  return promisify<void>((done) => to.entry(plain(header), content, done))();
}

/** What the checks of members look at. */
function plain({ name, type, size, linkname }: Header) {
  return { name, type, size, ...(linkname && { linkname }) };
}
