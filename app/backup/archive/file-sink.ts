import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { Writable } from "node:stream";

/** Writes to the end of `file`, and knows what it has written. It leaves the file open. */
export function fileSink(file: FileHandle) {
  const hash = createHash("sha256");
  let bytes = 0;
  const write = async (data: Buffer) => {
    hash.update(data);
    bytes += data.length;
    await file.writeFile(data);
  };
  const stream = new Writable({
    highWaterMark: 2 * 1024 * 1024,
    write: (data: Buffer, _, done) => {
      write(data).then(() => done(), done);
    },
    writev: (pieces, done) => {
      write(Buffer.concat(pieces.map(({ chunk }) => chunk))).then(() => done(), done);
    },
  });
  return { stream, bytes: () => bytes, sha256: () => hash.digest("hex") };
}
