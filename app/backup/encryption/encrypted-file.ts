import { randomBytes } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { ArchiveDamaged, KeyNeeded, WrongKey } from "../archive/errors.ts";
import { headerDigest } from "./archive-keys.ts";
import { blockBytes, decodeHeader, type EncryptionHeader, encodeHeader } from "./header.ts";
import { decodeSlot, encodeSlot, type KeySlot, slotCount } from "./key-slot.ts";
import type { MasterKey } from "./master-key.ts";

/** Where the chunks of an encrypted archive begin. */
export const chunksOffset = blockBytes * (1 + slotCount);

/** A new data key, and what its archive begins with: header and key slots. */
export async function newEncryption(
  header: EncryptionHeader,
  key: MasterKey,
): Promise<{ dataKey: Buffer; beginning: Buffer }> {
  const dataKey = randomBytes(32);
  const wrapped = await key.wrap(dataKey, headerDigest(header));
  const slot = encodeSlot({ sequence: 1, ...wrapped });
  // Both slots are alike, so that a flaw of the disk in one of them loses nothing.
  const slots = Array.from({ length: slotCount }, () => slot);
  return { dataKey, beginning: Buffer.concat([encodeHeader(header), ...slots]) };
}

/** What an encrypted archive begins with, as read from it. */
export interface Beginning {
  header: EncryptionHeader;
  /** In their order; undefined for one that is damaged. */
  slots: (KeySlot | undefined)[];
}

/** Throws `ArchiveDamaged` or `NewerFormat`. */
export async function readBeginning(file: FileHandle, path: string): Promise<Beginning> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(chunksOffset), 0, chunksOffset, 0);
  const block = (index: number) =>
    buffer.subarray(index * blockBytes, Math.min((index + 1) * blockBytes, bytesRead));
  const header = decodeHeader(block(0), path);
  return { header, slots: Array.from({ length: slotCount }, (_, i) => decodeSlot(block(i + 1))) };
}

/** The data key, and the number of the slot that gave it. */
export interface OpenedKey {
  dataKey: Buffer;
  slotIndex: number;
}

/** Throws `KeyNeeded`, `WrongKey`, or `ArchiveDamaged` where no slot is whole. */
export async function unwrapDataKey(
  { header, slots }: Beginning,
  key: MasterKey | undefined,
  path: string,
): Promise<OpenedKey> {
  const whole = slots
    .flatMap((slot, slotIndex) => (slot === undefined ? [] : [{ slot, slotIndex }]))
    .sort((one, other) => other.slot.sequence - one.slot.sequence);
  const [newest] = whole;
  if (newest === undefined) throw new ArchiveDamaged(`${path}: both key slots are damaged`);
  if (key === undefined) {
    const { kind, keyId } = newest.slot;
    const what = kind === "passphrase" ? "a passphrase" : `${kind} ${keyId}`;
    throw new KeyNeeded(`${path}: is encrypted with ${what}, and no key is set`);
  }
  const context = headerDigest(header);
  let reason: Error | undefined;
  for (const { slot, slotIndex } of whole) {
    try {
      return { dataKey: await key.unwrap(slot, context), slotIndex };
    } catch (error) {
      if (!(error instanceof WrongKey || error instanceof ArchiveDamaged)) throw error;
      // That a slot is damaged says more than that the other one is of another key.
      if (reason === undefined || error instanceof ArchiveDamaged) reason = error;
    }
  }
  const Kind = reason instanceof ArchiveDamaged ? ArchiveDamaged : WrongKey;
  throw new Kind(`${path}: ${reason?.message}`, { cause: reason });
}
