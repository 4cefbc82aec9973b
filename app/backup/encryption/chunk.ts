import { createCipheriv, createDecipheriv } from "node:crypto";

/** What all chunks of a file are encrypted with. */
export interface ChunkKeys {
  /** AES-256 key, of this file alone. */
  key: Buffer;
  /** First 7 bytes of each nonce. */
  noncePrefix: Buffer;
  /** SHA-256 of the header, which each chunk vouches for. */
  context: Buffer;
}

/** Place of a chunk in its file. */
export interface ChunkPlace {
  /** From 0. */
  index: number;
  isLast: boolean;
}

/** Each chunk is followed by its tag. */
export const tagBytes = 16;

/** Tink's limit: a higher number would repeat a nonce. */
const mostChunks = 2 ** 32 - 1;

const algorithm = "aes-256-gcm";

/** Ciphertext and tag. */
export function encryptChunk(keys: ChunkKeys, plain: Buffer, place: ChunkPlace): Buffer[] {
  const nonce = nonceOf(keys, place);
  const cipher = createCipheriv(algorithm, keys.key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(keys.context);
  const pieces = [cipher.update(plain), cipher.final()];
  return [...pieces.filter(({ length }) => length > 0), cipher.getAuthTag()];
}

/** Undefined when the tag does not fit; nothing of such a chunk is given away. */
export function decryptChunk(
  keys: ChunkKeys,
  chunk: Buffer,
  place: ChunkPlace,
): Buffer | undefined {
  const nonce = nonceOf(keys, place);
  const end = chunk.length - tagBytes;
  if (end < 0) return undefined;
  // Without authTagLength Node takes a tag of 4 bytes for good.
  const decipher = createDecipheriv(algorithm, keys.key, nonce, { authTagLength: tagBytes });
  decipher.setAAD(keys.context).setAuthTag(chunk.subarray(end));
  const plain = decipher.update(chunk.subarray(0, end));
  try {
    decipher.final();
  } catch {
    return undefined;
  }
  return plain;
}

/** Prefix, number, and whether it is the last: chunks cannot change places, nor can one be left out. */
function nonceOf({ noncePrefix }: ChunkKeys, { index, isLast }: ChunkPlace): Buffer {
  if (index >= mostChunks) throw new Error(`an archive has at most ${mostChunks} chunks`);
  const nonce = Buffer.alloc(12);
  noncePrefix.copy(nonce);
  nonce.writeUInt32BE(index, noncePrefix.length);
  nonce.writeUInt8(isLast ? 1 : 0, 11);
  return nonce;
}
