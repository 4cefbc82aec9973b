import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ArchiveDamaged } from "../archive/errors.ts";
import { type ChunkKeys, decryptChunk, encryptChunk, tagBytes } from "./chunk.ts";
import { decryption, encryption } from "./chunk-streams.ts";

const keys: ChunkKeys = {
  key: Buffer.alloc(32, 1),
  noncePrefix: Buffer.alloc(7, 2),
  context: Buffer.alloc(32, 3),
};
const chunkBytes = 64;

function encrypted(plain: Buffer, size = chunkBytes, pieces = [plain]): Promise<Buffer> {
  return buffer(Readable.from(pieces).pipe(encryption(keys, size)));
}

function decrypted(bytes: Buffer, size = chunkBytes, with_ = keys): Promise<Buffer> {
  const stream = decryption(with_, size, "archive");
  Readable.from([bytes]).pipe(stream);
  return buffer(stream);
}

/** Cuts `bytes` where `lengths` say. */
function pieces(bytes: Buffer, lengths: number[]): Buffer[] {
  const cut: Buffer[] = [];
  let rest = bytes;
  for (const length of lengths) {
    cut.push(rest.subarray(0, length));
    rest = rest.subarray(length);
  }
  return [...cut, rest].filter((piece) => piece.length > 0);
}

test("any content in any pieces and chunks comes back as it was", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 1_000 }),
      fc.integer({ min: 1, max: 300 }),
      fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 5 }),
      async (content, size, lengths) => {
        const plain = Buffer.from(content);
        const bytes = await encrypted(plain, size, pieces(plain, lengths));
        const chunks = Math.max(1, Math.ceil(plain.length / size));
        expect(bytes).toHaveLength(plain.length + chunks * tagBytes);
        const stream = decryption(keys, size, "archive");
        Readable.from(pieces(bytes, lengths)).pipe(stream);
        expect(await buffer(stream)).toEqual(plain);
      },
    ),
  );
});

test("nothing becomes one empty chunk", async () => {
  const bytes = await encrypted(Buffer.alloc(0));
  expect(bytes).toHaveLength(tagBytes);
  expect(await decrypted(bytes)).toHaveLength(0);
});

const plain = randomBytes(chunkBytes * 3);
const sealed = chunkBytes + tagBytes;

test.each([
  ["cut at the edge of a chunk", (bytes: Buffer) => bytes.subarray(0, 2 * sealed)],
  ["cut to nothing", () => Buffer.alloc(0)],
  ["cut within a chunk", (bytes: Buffer) => bytes.subarray(0, sealed + 5)],
  ["without its last byte", (bytes: Buffer) => bytes.subarray(0, -1)],
  ["with a byte more", (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc(1)])],
  ["with a chunk twice", (bytes: Buffer) => Buffer.concat([bytes, bytes.subarray(-sealed)])],
  ["without its first chunk", (bytes: Buffer) => bytes.subarray(sealed)],
  [
    "with two chunks in each other's place",
    (bytes: Buffer) =>
      Buffer.concat([
        bytes.subarray(sealed, 2 * sealed),
        bytes.subarray(0, sealed),
        bytes.subarray(2 * sealed),
      ]),
  ],
])("content %s is refused", async (_, damage) => {
  const bytes = await encrypted(plain);
  expect(bytes).toHaveLength(3 * sealed);
  await expect(decrypted(damage(bytes))).rejects.toThrow(ArchiveDamaged);
});

test("an empty chunk behind content is refused, though its tag is right", async () => {
  const first = encryptChunk(keys, plain.subarray(0, chunkBytes), { index: 0, isLast: false });
  const second = encryptChunk(keys, Buffer.alloc(0), { index: 1, isLast: true });
  await expect(decrypted(Buffer.concat([...first, ...second]))).rejects.toThrow(ArchiveDamaged);
});

test.each(["key", "noncePrefix", "context"] as const)("another %s opens nothing", async (part) => {
  const other = { ...keys, [part]: Buffer.alloc(keys[part].length, 9) };
  await expect(decrypted(await encrypted(plain), chunkBytes, other)).rejects.toThrow(
    "archive: chunk 0 is damaged",
  );
});

test("nothing of a chunk whose tag is wrong is given away", async () => {
  const bytes = await encrypted(plain);
  bytes.writeUInt8(bytes.readUInt8(sealed) ^ 1, sealed);
  const stream = decryption(keys, chunkBytes, "archive");
  const given: Buffer[] = [];
  stream.on("data", (data: Buffer) => given.push(data));
  const failed = new Promise((resolve) => stream.once("error", resolve));
  Readable.from([bytes]).pipe(stream);
  expect(await failed).toBeInstanceOf(ArchiveDamaged);
  expect(Buffer.concat(given)).toEqual(plain.subarray(0, chunkBytes));
});

test("a shortened tag is refused", () => {
  const [ciphertext = Buffer.alloc(0), tag = Buffer.alloc(0)] = encryptChunk(keys, plain, {
    index: 0,
    isLast: true,
  });
  const place = { index: 0, isLast: true };
  expect(decryptChunk(keys, Buffer.concat([ciphertext, tag]), place)).toEqual(plain);
  expect(decryptChunk(keys, Buffer.concat([ciphertext, tag.subarray(0, 4)]), place)).toBe(
    undefined,
  );
  expect(decryptChunk(keys, tag.subarray(0, 15), place)).toBe(undefined);
});

test("more chunks than there are numbers are refused", () => {
  const last = { index: 2 ** 32 - 1, isLast: true };
  expect(() => encryptChunk(keys, plain, last)).toThrow("at most 4294967295 chunks");
});

test("the same content under the same keys is the same bytes on every machine", () => {
  const bytes = Buffer.concat(encryptChunk(keys, Buffer.from("chats"), { index: 0, isLast: true }));
  expect(bytes.toString("hex")).toBe("d74350d4364a96c6ae255a97554dbb4446483499b5");
});
