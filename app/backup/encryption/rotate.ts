import { type FileHandle, open } from "node:fs/promises";
import { diskProblem } from "../../archive/disk-problem.ts";
import { NotOurArchive, WrongKey } from "../archive/errors.ts";
import { headerDigest } from "./archive-keys.ts";
import { type Beginning, readBeginning, unwrapDataKey } from "./encrypted-file.ts";
import { blockBytes, encryptedMagic } from "./header.ts";
import { decodeSlot, encodeSlot } from "./key-slot.ts";
import type { MasterKey } from "./master-key.ts";

export interface KeyChange {
  /** Opens the archive so far. */
  from: MasterKey;
  /** Opens it from now on. */
  to: MasterKey;
}

/**
 * Wraps the data key of an archive with another master key, without writing its content again. The
 * slot that opens the archive stays until the other one has been read back and has opened it; a
 * rotation that was cut off is taken up where it ended. Of no help where a data key has become
 * known, which `reencrypt` is for. Throws what `openArchive` throws.
 */
export async function rotateKey(path: string, change: KeyChange): Promise<"rotated" | "unchanged"> {
  await using file = await open(path, "r+").catch((error) => {
    throw diskProblem(error, path);
  });
  const { buffer } = await file.read(Buffer.alloc(encryptedMagic.length), { position: 0 });
  if (!buffer.equals(encryptedMagic)) throw new NotOurArchive(`${path}: is not encrypted`);
  const beginning = await readBeginning(file, path);
  const { dataKey, slotIndex } = await openedBy(change, beginning, path);
  const context = headerDigest(beginning.header);
  if (await isDone(beginning, change.to, context)) return "unchanged";

  const sequence = Math.max(...beginning.slots.map((slot) => slot?.sequence ?? 0)) + 1;
  const slot = encodeSlot({ sequence, ...(await change.to.wrap(dataKey, context)) });
  const others = beginning.slots.keys().filter((index) => index !== slotIndex);
  for (const index of [...others, slotIndex]) {
    await writeSlot(file, index, slot, path);
    await checkSlot(file, index, { key: change.to, dataKey, context, path });
  }
  return "rotated";
}

async function openedBy({ from, to }: KeyChange, beginning: Beginning, path: string) {
  try {
    return await unwrapDataKey(beginning, from, path);
  } catch (error) {
    if (!(error instanceof WrongKey)) throw error;
    // Rotated before, perhaps in one slot only.
    return unwrapDataKey(beginning, to, path).catch(() => {
      throw error;
    });
  }
}

async function isDone({ slots }: Beginning, key: MasterKey, context: Buffer): Promise<boolean> {
  for (const slot of slots) {
    const isOpened = slot !== undefined && (await opens(key, slot, context));
    if (!isOpened) return false;
  }
  return true;
}

async function opens(
  key: MasterKey,
  slot: NonNullable<Beginning["slots"][number]>,
  context: Buffer,
): Promise<boolean> {
  return key.unwrap(slot, context).then(
    () => true,
    () => false,
  );
}

async function writeSlot(
  file: FileHandle,
  index: number,
  slot: Buffer,
  path: string,
): Promise<void> {
  try {
    await file.write(slot, 0, slot.length, offsetOf(index));
    await file.sync();
  } catch (error) {
    throw diskProblem(error, path);
  }
}

interface Expected {
  key: MasterKey;
  dataKey: Buffer;
  context: Buffer;
  path: string;
}

async function checkSlot(
  file: FileHandle,
  index: number,
  { key, dataKey, context, path }: Expected,
): Promise<void> {
  const { buffer } = await file.read(Buffer.alloc(blockBytes), 0, blockBytes, offsetOf(index));
  const slot = decodeSlot(buffer);
  const unwrapped = slot === undefined ? undefined : await key.unwrap(slot, context);
  if (unwrapped?.equals(dataKey)) return;
  throw new Error(
    `${path}: the disk gave key slot ${index + 1} back otherwise than it was written`,
  );
}

function offsetOf(slotIndex: number): number {
  return blockBytes * (1 + slotIndex);
}
