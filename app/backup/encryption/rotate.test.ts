import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { KeyNeeded, WrongKey } from "../archive/errors.ts";
import { extractArchive } from "../archive/extract.ts";
import { readManifest } from "../archive/read-manifest.ts";
import { backupFolders, filesIn, testKey } from "../archive/testing.ts";
import { verifyArchive } from "../archive/verify.ts";
import { chunksOffset } from "./encrypted-file.ts";
import { blockBytes } from "./header.ts";
import { passphraseKey } from "./passphrase-key.ts";
import { reencrypt } from "./re-encrypt.ts";
import { rotateKey } from "./rotate.ts";

const [old, renewed, other] = [testKey(1), testKey(2), testKey(3)];

function flip(path: string, offset: number): void {
  const bytes = readFileSync(path);
  bytes.writeUInt8(bytes.readUInt8(offset) ^ 1, offset);
  writeFileSync(path, bytes);
}

test("a rotated archive opens with the new key alone, and its content is as it was", async () => {
  using folders = backupFolders();
  const { path, manifest } = await folders.write({ key: old });
  const before = readFileSync(path);
  expect(await rotateKey(path, { from: old, to: renewed })).toBe("rotated");
  const after = readFileSync(path);
  expect(after.subarray(chunksOffset)).toEqual(before.subarray(chunksOffset));
  expect(after.subarray(0, blockBytes)).toEqual(before.subarray(0, blockBytes));
  await expect(verifyArchive({ path, key: old })).rejects.toThrow(WrongKey);
  expect(await verifyArchive({ path, key: renewed })).toEqual(manifest);
  expect(await readManifest(path, renewed)).toEqual(manifest);
  expect(await rotateKey(path, { from: old, to: renewed })).toBe("unchanged");
});

test("a passphrase takes the place of a key", async () => {
  using folders = backupFolders();
  const { path, manifest } = await folders.write({ key: old });
  const to = passphraseKey("correct horse battery", {
    costLog2: 4,
    blockSize: 8,
    parallelization: 1,
  });
  await rotateKey(path, { from: old, to });
  expect(await verifyArchive({ path, key: to })).toEqual(manifest);
});

test("a rotation with a wrong key changes nothing", async () => {
  using folders = backupFolders();
  const { path } = await folders.write({ key: old });
  const before = readFileSync(path);
  await expect(rotateKey(path, { from: other, to: renewed })).rejects.toThrow(WrongKey);
  expect(readFileSync(path)).toEqual(before);
});

test("a plain archive is not rotated", async () => {
  using folders = backupFolders();
  const { path } = await folders.write();
  await expect(rotateKey(path, { from: old, to: renewed })).rejects.toThrow("is not encrypted");
});

test.each([1, 2])(
  "an archive whose key slot %i is damaged is restored, and verify names it",
  async (slot) => {
    using folders = backupFolders();
    const { path, manifest } = await folders.write({ key: old });
    flip(path, blockBytes * slot + 100);
    await extractArchive({ path, key: old, into: folders.into });
    expect(filesIn(folders.into)).toEqual(filesIn(folders.source));
    await expect(verifyArchive({ path, key: old })).rejects.toThrow(
      `${path}: key slot ${slot} is damaged, all else is whole; backup rotate-keys writes it anew`,
    );
    expect(await rotateKey(path, { from: old, to: old })).toBe("rotated");
    expect(await verifyArchive({ path, key: old })).toEqual(manifest);
  },
);

test("an archive whose key slots are both damaged says so", async () => {
  using folders = backupFolders();
  const { path } = await folders.write({ key: old });
  flip(path, blockBytes + 100);
  flip(path, 2 * blockBytes + 100);
  await expect(verifyArchive({ path, key: old })).rejects.toThrow("both key slots are damaged");
});

test("a key that is missing is asked for by its fingerprint", async () => {
  using folders = backupFolders();
  const { path } = await folders.write({ key: old });
  await expect(verifyArchive({ path })).rejects.toThrow(
    new KeyNeeded(`${path}: is encrypted with key ${old.id}, and no key is set`),
  );
});

test("an archive that is encrypted anew shares nothing with the old one", async () => {
  using folders = backupFolders();
  const { path, manifest } = await folders.write({ key: old });
  const before = readFileSync(path);
  expect(await reencrypt(path, { from: old, to: renewed })).toEqual(manifest);
  const after = readFileSync(path);
  expect(after).toHaveLength(before.length);
  expect(after.subarray(chunksOffset, chunksOffset + 64)).not.toEqual(
    before.subarray(chunksOffset, chunksOffset + 64),
  );
  await expect(verifyArchive({ path, key: old })).rejects.toThrow(WrongKey);
  expect(await verifyArchive({ path, key: renewed })).toEqual(manifest);
  expect(await readManifest(path, renewed)).toEqual(manifest);
});

test("a damaged archive is not encrypted anew", async () => {
  using folders = backupFolders();
  const { path } = await folders.write({ key: old });
  flip(path, chunksOffset + 10);
  const before = readFileSync(path);
  await expect(reencrypt(path, { from: old, to: old })).rejects.toThrow("chunk 0 is damaged");
  expect(readFileSync(path)).toEqual(before);
  expect(Object.keys(filesIn(folders.directory))).toHaveLength(2);
});
