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
