import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { type Extract, extract, type Pack, pack } from "tar-stream";

/** Bytes that may wait between two stages; the usual 16 KiB are a trip through the event loop each. */
const highWaterMark = 1024 * 1024;

/** A tar that is being written. The streams of its library are Node's in all but their types. */
export function tarWriter(): { archive: Pack; stream: NodeJS.ReadableStream } {
  const archive = pack({ highWaterMark });
  return { archive, stream: archive as unknown as NodeJS.ReadableStream };
}

/** A tar that is being read. */
export function tarReader(): { archive: Extract; stream: NodeJS.WritableStream } {
  const archive = extract({ highWaterMark });
  return { archive, stream: archive as unknown as NodeJS.WritableStream };
}

export type TarHeader = Parameters<Pack["entry"]>[0];

/** Adds an entry of `sizeBytes`; ends when `archive` has taken all of it. */
export async function addEntry(
  archive: Pack,
  header: TarHeader,
  content: AsyncIterable<Buffer>,
  sizeBytes: number,
): Promise<void> {
  // A stream of its own for each of many small files would take most of the time.
  if (sizeBytes <= smallBytes) return addBytes(archive, header, await buffer(content));
  await pipeline(content, archive.entry({ ...header, size: sizeBytes }));
}

/** The same of content that is in memory. */
export function addBytes(archive: Pack, header: TarHeader, content: Buffer): Promise<void> {
  return promisify<void>((done) => archive.entry(header, content, done))();
}

const smallBytes = 256 * 1024;
