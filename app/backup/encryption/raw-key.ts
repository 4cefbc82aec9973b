import { hkdfSync } from "node:crypto";
import { WrongKey } from "../archive/errors.ts";
import type { MasterKey } from "./master-key.ts";
import { fingerprint, unwrapUnder, wrapUnder } from "./wrapping.ts";

export const rawKeyBytes = 32;

/** A key of 32 random bytes. */
export function rawKey(key: Buffer): MasterKey {
  const id = fingerprint(key);
  return {
    id,
    wrap: async (dataKey, context) => ({
      keyId: id,
      kind: "key",
      parameters: Buffer.alloc(0),
      bytes: wrapUnder(key, dataKey, context),
    }),
    unwrap: async (wrapped, context) => {
      if (wrapped.kind === "key" && wrapped.keyId === id) {
        return unwrapUnder(key, wrapped.bytes, context);
      }
      throw new WrongKey(`opens with ${wrapped.kind} ${wrapped.keyId}, got key ${id}`);
    },
    // Another purpose has another key, so that what restic is given opens no archive.
    resticPassword: () => {
      const bytes = hkdfSync("sha256", key, Buffer.alloc(0), "chats backup restic password", 32);
      return Buffer.from(bytes).toString("hex");
    },
  };
}
