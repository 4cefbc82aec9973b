import { Transform } from "node:stream";
import { ArchiveDamaged } from "../archive/errors.ts";
import { type ChunkKeys, decryptChunk, encryptChunk, tagBytes } from "./chunk.ts";

/** Encrypts what is written to it, in chunks of `chunkBytes`; nothing becomes one empty chunk. */
export function encryption(keys: ChunkKeys, chunkBytes: number): Transform {
  let index = 0;
  const cut = chunkCutter(chunkBytes);
  return new Transform({
    highWaterMark: 2 * chunkBytes,
    transform(data: Buffer, _, done) {
      for (const chunk of cut.push(data)) {
        for (const piece of encryptChunk(keys, chunk, { index, isLast: false })) this.push(piece);
        index++;
      }
      done();
    },
    flush(done) {
      for (const piece of encryptChunk(keys, cut.rest(), { index, isLast: true })) this.push(piece);
      done();
    },
  });
}

/**
 * Decrypts what is written to it, and gives each chunk only when its tag was right. Fails with
 * `ArchiveDamaged`, as it does where the last chunk is not the last one that was encrypted; `where`
 * begins the message.
 */
export function decryption(keys: ChunkKeys, chunkBytes: number, where: string): Transform {
  let index = 0;
  const cut = chunkCutter(chunkBytes + tagBytes);
  const decrypted = (chunk: Buffer, isLast: boolean): Buffer => {
    const plain = decryptChunk(keys, chunk, { index, isLast });
    // Only an archive of nothing ends with an empty chunk: there is one way to cut each content.
    if (plain !== undefined && (plain.length > 0 || index === 0)) return plain;
    const also = isLast ? ", or the archive is cut off there, or goes on after its end" : "";
    throw new ArchiveDamaged(`${where}: chunk ${index} is damaged${also}`);
  };
  return new Transform({
    highWaterMark: 2 * chunkBytes,
    transform(data: Buffer, _, done) {
      try {
        for (const chunk of cut.push(data)) {
          this.push(decrypted(chunk, false));
          index++;
        }
        done();
      } catch (error) {
        done(error as Error);
      }
    },
    flush(done) {
      try {
        this.push(decrypted(cut.rest(), true));
        done();
      } catch (error) {
        done(error as Error);
      }
    },
  });
}

/**
 * Cuts what it is given into chunks of one size. It holds a whole chunk back until more is there,
 * because the last one is encrypted differently.
 */
function chunkCutter(size: number) {
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  const take = (bytes: number): Buffer => {
    const [first] = waiting;
    const all = waiting.length === 1 && first !== undefined ? first : Buffer.concat(waiting);
    waiting = bytes < all.length ? [all.subarray(bytes)] : [];
    waitingBytes -= bytes;
    return all.subarray(0, bytes);
  };
  return {
    *push(data: Buffer): Iterable<Buffer> {
      waiting.push(data);
      waitingBytes += data.length;
      while (waitingBytes > size) yield take(size);
    },
    rest: (): Buffer => take(waitingBytes),
  };
}
