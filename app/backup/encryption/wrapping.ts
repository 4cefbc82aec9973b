import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { ArchiveDamaged } from "../archive/errors.ts";

const algorithm = "aes-256-gcm";
const [nonceBytes, tagBytes] = [12, 16];

/** `dataKey` under a key of 32 bytes: nonce, ciphertext and tag. */
export function wrapUnder(key: Buffer, dataKey: Buffer, context: Buffer): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(context);
  return Buffer.concat([nonce, cipher.update(dataKey), cipher.final(), cipher.getAuthTag()]);
}

/** Throws `ArchiveDamaged`: that the key is the right one has been found out before. */
export function unwrapUnder(key: Buffer, wrapped: Buffer, context: Buffer): Buffer {
  const end = wrapped.length - tagBytes;
  const nonce = wrapped.subarray(0, nonceBytes);
  try {
    const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagBytes });
    decipher.setAAD(context).setAuthTag(wrapped.subarray(end));
    return Buffer.concat([decipher.update(wrapped.subarray(nonceBytes, end)), decipher.final()]);
  } catch (error) {
    throw new ArchiveDamaged("the wrapped key is damaged, or of another archive", { cause: error });
  }
}

/** Tells keys apart and gives nothing of them away: 32 hexadecimal digits. */
export function fingerprint(key: Buffer): string {
  const bytes = hkdfSync("sha256", key, Buffer.alloc(0), "chats backup key fingerprint", 16);
  return Buffer.from(bytes).toString("hex");
}
