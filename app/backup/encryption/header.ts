import { createHash, randomBytes } from "node:crypto";
import { ArchiveDamaged, NewerFormat } from "../archive/errors.ts";
import { type Compression, compressions } from "../archive/name.ts";

/** What an encrypted archive begins with; anybody can read it, and nobody can change it unseen. */
export interface EncryptionHeader {
  /** Of the backup; the same as in its manifest. */
  id: string;
  /** Of what is encrypted. */
  compression: Compression;
  /** Size of a chunk before its encryption, a power of two. */
  chunkBytes: number;
  /** Makes the keys of this file differ from those of any other. */
  salt: Buffer;
  /** First 7 bytes of each chunk's nonce. */
  noncePrefix: Buffer;
}

/**
 * A disk writes no less than this at a time, so that a write of one block that is cut off cannot
 * hurt the next one. Header and key slots have a block each.
 */
export const blockBytes = 4096;

/** First bytes of every encrypted archive. */
export const encryptedMagic = Buffer.from("chatsenc");

const headerVersion = 1;
/** HKDF-SHA256 and AES-256-GCM in chunks (STREAM), as the streaming AEAD of Google's Tink. */
const suite = 1;
/** Small chunks waste time, large ones memory: a reader allocates what a header asks for. */
const chunkLog2Range = { least: 16, usual: 18, most: 20 };

const checksumBytes = 32;
const checksumOffset = blockBytes - checksumBytes;
const [idOffset, saltOffset, prefixOffset, endOffset] = [12, 28, 60, 67];

type HeaderChoices = Pick<EncryptionHeader, "id" | "compression"> & { chunkBytes?: number };

/** A header of its own for each encryption. */
export function newHeader({
  chunkBytes = 2 ** chunkLog2Range.usual,
  ...choices
}: HeaderChoices): EncryptionHeader {
  return { ...choices, chunkBytes, salt: randomBytes(32), noncePrefix: randomBytes(7) };
}

export function encodeHeader(header: EncryptionHeader): Buffer {
  const { id, compression, chunkBytes, salt, noncePrefix } = header;
  const block = Buffer.alloc(blockBytes);
  const compressionNumber = compressions.indexOf(compression) + 1;
  encryptedMagic.copy(block);
  const facts = [headerVersion, suite, Math.log2(chunkBytes), compressionNumber];
  block.set(facts, encryptedMagic.length);
  block.write(id.replaceAll("-", ""), idOffset, "hex");
  salt.copy(block, saltOffset);
  noncePrefix.copy(block, prefixOffset);
  checksum(block).copy(block, checksumOffset);
  return block;
}

/** Throws `ArchiveDamaged` or `NewerFormat`; `path` begins their messages. */
export function decodeHeader(block: Buffer, path: string): EncryptionHeader {
  const facts = block.subarray(encryptedMagic.length);
  const [version, suiteNumber, chunkLog2 = 0, compressionNumber = 0] = facts;
  const compression = compressions[compressionNumber - 1];
  if (block.length < blockBytes || !checksum(block).equals(block.subarray(checksumOffset))) {
    throw new ArchiveDamaged(`${path}: the header of the encryption is damaged`);
  }
  if (version !== headerVersion || suiteNumber !== suite) {
    throw new NewerFormat(
      `${path}: is encrypted in a way that this program does not know, got version ${version} ` +
        `and suite ${suiteNumber}; update it`,
    );
  }
  const isChunkUsual = chunkLog2 >= chunkLog2Range.least && chunkLog2 <= chunkLog2Range.most;
  const isRestZero = block.subarray(endOffset, checksumOffset).every((byte) => byte === 0);
  if (compression === undefined || !isChunkUsual || !isRestZero) {
    throw new ArchiveDamaged(`${path}: the header of the encryption says what none says`);
  }
  return {
    id: block
      .toString("hex", idOffset, saltOffset)
      .replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5"),
    compression,
    chunkBytes: 2 ** chunkLog2,
    salt: Buffer.from(block.subarray(saltOffset, prefixOffset)),
    noncePrefix: Buffer.from(block.subarray(prefixOffset, endOffset)),
  };
}

/** Tells damage from a wrong key; that nobody changed the header is for the chunks to prove. */
function checksum(block: Buffer): Buffer {
  return createHash("sha256").update(block.subarray(0, checksumOffset)).digest();
}
