import { createHash, createHmac, hkdfSync } from "node:crypto";
import type { ChunkKeys } from "./chunk.ts";
import { type EncryptionHeader, encodeHeader } from "./header.ts";

/** What the data key of an archive is good for. */
export interface ArchiveKeys {
  chunks: ChunkKeys;
  /** Vouches for a text that stands beside the archive. */
  seal: (text: string) => string;
}

/** Each purpose, and each archive, has a key of its own: HKDF-SHA256 of the data key. */
export function archiveKeys(dataKey: Buffer, header: EncryptionHeader): ArchiveKeys {
  const keyFor = (purpose: string) => {
    const info = `chats backup v1 ${header.id} ${purpose}`;
    return Buffer.from(hkdfSync("sha256", dataKey, header.salt, info, 32));
  };
  const sealKey = keyFor("manifest");
  return {
    chunks: {
      key: keyFor("content"),
      noncePrefix: header.noncePrefix,
      context: headerDigest(header),
    },
    seal: (text) => createHmac("sha256", sealKey).update(text).digest("hex"),
  };
}

/** What data keys are wrapped for, and chunks encrypted in: neither works with another header. */
export function headerDigest(header: EncryptionHeader): Buffer {
  return createHash("sha256").update(encodeHeader(header)).digest();
}
