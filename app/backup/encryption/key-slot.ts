import { createHash } from "node:crypto";
import { blockBytes } from "./header.ts";
import { keyKinds, type WrappedKey } from "./master-key.ts";

/** A place in an archive for its wrapped data key. There are two, so that one is always whole. */
export interface KeySlot extends WrappedKey {
  /** Higher in the slot that was written later. */
  sequence: number;
}

export const slotCount = 2;

const [parametersLengthOffset, wrappedLengthOffset, keyIdOffset, contentOffset] = [6, 8, 10, 26];
const checksumOffset = blockBytes - 32;

export function encodeSlot({ sequence, kind, keyId, parameters, bytes }: KeySlot): Buffer {
  if (contentOffset + parameters.length + bytes.length > checksumOffset) {
    throw new Error(`${keyId}: the key wraps into ${bytes.length} bytes, which no slot holds`);
  }
  const block = Buffer.alloc(blockBytes);
  block.writeUInt32BE(sequence);
  block.writeUInt8(keyKinds.indexOf(kind) + 1, 4);
  block.writeUInt16BE(parameters.length, parametersLengthOffset);
  block.writeUInt16BE(bytes.length, wrappedLengthOffset);
  block.write(keyId, keyIdOffset, "hex");
  parameters.copy(block, contentOffset);
  bytes.copy(block, contentOffset + parameters.length);
  checksum(block).copy(block, checksumOffset);
  return block;
}

/** Undefined for a slot that is damaged, or was cut off while it was written. */
export function decodeSlot(block: Buffer): KeySlot | undefined {
  if (block.length < blockBytes || !checksum(block).equals(block.subarray(checksumOffset))) {
    return undefined;
  }
  const kind = keyKinds[block.readUInt8(4) - 1];
  const parametersEnd = contentOffset + block.readUInt16BE(parametersLengthOffset);
  const end = parametersEnd + block.readUInt16BE(wrappedLengthOffset);
  if (kind === undefined || end > checksumOffset) return undefined;
  return {
    sequence: block.readUInt32BE(),
    kind,
    keyId: block.toString("hex", keyIdOffset, contentOffset),
    parameters: Buffer.from(block.subarray(contentOffset, parametersEnd)),
    bytes: Buffer.from(block.subarray(parametersEnd, end)),
  };
}

function checksum(block: Buffer): Buffer {
  return createHash("sha256").update(block.subarray(0, checksumOffset)).digest();
}
