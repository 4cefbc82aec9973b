import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../commands/testing.ts";
import { ArchiveDamaged, WrongKey } from "../archive/errors.ts";
import { openKey } from "./open-key.ts";
import { passphraseKey } from "./passphrase-key.ts";
import { rawKey } from "./raw-key.ts";
import { vaultKey } from "./vault-key.ts";

const dataKey = Buffer.alloc(32, 7);
const context = Buffer.from("header");
const cheap = { costLog2: 4, blockSize: 8, parallelization: 1 };

function writeKey(folder: string, content: Buffer | string, mode = 0o600): string {
  const path = join(folder, "key");
  writeFileSync(path, content);
  chmodSync(path, mode);
  return path;
}

test.each([
  ["a key", () => rawKey(Buffer.alloc(32, 1))],
  ["a passphrase", () => passphraseKey("correct horse battery", cheap)],
])("%s opens what it wrapped, in the same place alone", async (_, key) => {
  const wrapped = await key().wrap(dataKey, context);
  expect(wrapped.bytes.includes(dataKey)).toBe(false);
  expect(wrapped.keyId).toMatch(/^[\da-f]{32}$/);
  expect(await key().unwrap(wrapped, context)).toEqual(dataKey);
  await expect(key().unwrap(wrapped, Buffer.from("other"))).rejects.toThrow(ArchiveDamaged);
  const bytes = Buffer.from(wrapped.bytes);
  bytes.writeUInt8(bytes.readUInt8(20) ^ 1, 20);
  await expect(key().unwrap({ ...wrapped, bytes }, context)).rejects.toThrow(ArchiveDamaged);
  const short = { ...wrapped, bytes: wrapped.bytes.subarray(0, 8) };
  await expect(key().unwrap(short, context)).rejects.toThrow(ArchiveDamaged);
});

test("another key, another passphrase and another kind are told apart", async () => {
  const key = rawKey(Buffer.alloc(32, 1));
  const passphrase = passphraseKey("correct horse battery", cheap);
  const byKey = await key.wrap(dataKey, context);
  const byPassphrase = await passphrase.wrap(dataKey, context);
  const other = rawKey(Buffer.alloc(32, 2));
  await expect(other.unwrap(byKey, context)).rejects.toThrow(
    new WrongKey(`opens with key ${key.id}, got key ${other.id}`),
  );
  await expect(passphrase.unwrap(byKey, context)).rejects.toThrow(
    new WrongKey(`opens with key ${key.id}, got a passphrase`),
  );
  await expect(key.unwrap(byPassphrase, context)).rejects.toThrow(WrongKey);
  await expect(passphraseKey("another", cheap).unwrap(byPassphrase, context)).rejects.toThrow(
    new WrongKey("opens with another passphrase"),
  );
});

test("a passphrase is the same however its letters were typed, and each archive has its own key", async () => {
  const wrapped = await passphraseKey("caf\u00e9 au lait", cheap).wrap(dataKey, context);
  expect(await passphraseKey("cafe\u0301 au lait", cheap).unwrap(wrapped, context)).toEqual(
    dataKey,
  );
  const again = await passphraseKey("caf\u00e9 au lait", cheap).wrap(dataKey, context);
  expect(again.keyId).not.toBe(wrapped.keyId);
});

test.each([
  ["memory without end", [31, 8, 1]],
  ["time without end", [14, 8, 255]],
  ["nothing", [0, 8, 1]],
])("an archive that asks scrypt for %s is refused", async (_, cost) => {
  const key = passphraseKey("correct horse battery", cheap);
  const wrapped = await key.wrap(dataKey, context);
  const parameters = Buffer.concat([Buffer.from(cost), wrapped.parameters.subarray(3)]);
  await expect(key.unwrap({ ...wrapped, parameters }, context)).rejects.toThrow(
    "at most 1024 MiB and 16 are given",
  );
});

test("the usual cost of a passphrase is 64 MiB, twice", async () => {
  const { parameters } = await passphraseKey("correct horse battery").wrap(dataKey, context);
  expect([...parameters.subarray(0, 3)]).toEqual([16, 8, 2]);
});

test("a key is the same from a file of bytes, of base64, and from the environment", async () => {
  using folder = temporaryFolder();
  const bytes = Buffer.alloc(32, 5);
  const path = writeKey(folder.path, bytes);
  const { id } = await openKey({ kind: "file", path });
  writeKey(folder.path, `${bytes.toString("base64")}\n`);
  expect((await openKey({ kind: "file", path })).id).toBe(id);
  const key = () => bytes.toString("base64");
  expect((await openKey({ kind: "environment", key })).id).toBe(id);
});

test.each([0o640, 0o604, 0o660, 0o622])("a key's file of mode %o is refused", async (mode) => {
  using folder = temporaryFolder();
  const path = writeKey(folder.path, Buffer.alloc(32, 5), mode);
  await expect(openKey({ kind: "file", path })).rejects.toThrow(
    `${path}: others may read this key, got mode ${mode.toString(8)}; run chmod 600 on it`,
  );
});

test("a file without a key, and none, are named", async () => {
  using folder = temporaryFolder();
  const path = writeKey(folder.path, "no key");
  await expect(openKey({ kind: "file", path })).rejects.toThrow(
    `${path}: holds no key of 32 bytes; make one with openssl rand -base64 32`,
  );
  await expect(openKey({ kind: "file", path: `${path}s` })).rejects.toThrow(
    `${path}s: the key's file cannot be read, got ENOENT`,
  );
});

test("restic gets another key than archives have, or the passphrase itself, and nothing of a vault", () => {
  // openssl kdf -keylen 32 -kdfopt digest:SHA256 -kdfopt hexkey:0101… \
  //   -kdfopt info:"chats backup restic password" HKDF
  expect(rawKey(Buffer.alloc(32, 1)).resticPassword?.()).toBe(
    "9e31fddd5a66cc80e7a81b5df8bed024f7ed4a11e0cac8e3e9cc69aa8bb2bee9",
  );
  expect(passphraseKey("co\u0308rrect horse battery", cheap).resticPassword?.()).toBe(
    "c\u00f6rrect horse battery",
  );
  const keyUrl = "https://some.vault.azure.net/keys/chats";
  expect(vaultKey({ keyUrl, token: async () => "" }).resticPassword).toBe(undefined);
});
