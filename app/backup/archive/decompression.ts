import { Transform } from "node:stream";
import { decompressor } from "./compression.ts";
import { ArchiveDamaged } from "./errors.ts";
import type { Compression } from "./name.ts";

/** More than chats and vectors ever shrink by, and less than what is made to fill disks. */
const mostRatio = 1_000;
/** Up to here beyond what was promised any ratio is possible, as that of an empty database. */
const anyRatioBytes = 1024 ** 3;

/** Node ends a stream twice where the end comes together with the last bytes, and so writes this. */
const emptyZstdFrame = Buffer.from("28b52ffd240001000099e9d851", "hex");

const highWaterMark = 1024 * 1024;

/**
 * Stages from compressed bytes to what they were. They fail with `ArchiveDamaged` where more comes
 * out than backups have and than was promised, or something stands behind the end; `path` begins the
 * messages.
 */
export function decompression(
  compression: Compression,
  path: string,
  promisedBytes: number,
): Transform[] {
  let inputBytes = 0;
  let tail: Buffer = Buffer.alloc(0);
  const input = new Transform({
    highWaterMark,
    transform(data: Buffer, _, done) {
      inputBytes += data.length;
      const last = data.subarray(-emptyZstdFrame.length);
      tail = Buffer.concat([tail, last]).subarray(-emptyZstdFrame.length);
      done(null, data);
    },
  });
  const decompress = decompressor(compression);
  let outputBytes = 0;
  const output = new Transform({
    highWaterMark,
    transform(data: Buffer, _, done) {
      outputBytes += data.length;
      const isPromised = outputBytes <= promisedBytes + anyRatioBytes;
      if (isPromised || outputBytes <= mostRatio * inputBytes) return done(null, data);
      const problem = `unpacks to more than ${mostRatio} times its size, as no backup does`;
      done(new ArchiveDamaged(`${path}: ${problem}`));
    },
    flush(done) {
      // Decompressors take no notice of what stands behind the end.
      const restBytes = inputBytes - decompress.bytesWritten;
      const isRestEmpty = restBytes === emptyZstdFrame.length && tail.equals(emptyZstdFrame);
      if (restBytes === 0 || isRestEmpty) return done();
      done(new ArchiveDamaged(`${path}: ends otherwise than it was written`));
    },
  });
  return [input, decompress, output];
}
