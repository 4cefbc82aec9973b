import { expect, test } from "vitest";
import { WrongKey } from "../archive/errors.ts";
import { backupFolders, testKey } from "../archive/testing.ts";
import { verifyArchive } from "../archive/verify.ts";
import { rotateKey } from "./rotate.ts";
import { openVault } from "./test-vault.ts";

const dataKey = Buffer.alloc(32, 7);
const context = Buffer.from("header");

test("the vault wraps with its newest version, and unwraps with the one that had wrapped", async () => {
  using opened = await openVault();
  const wrapped = await opened.key.wrap(dataKey, context);
  expect(wrapped.kind).toBe("vault");
  expect(wrapped.parameters.toString()).toBe(`${opened.keyUrl}/v1`);
  opened.vault.version = "v2";
  expect(await opened.key.unwrap(wrapped, context)).toEqual(dataKey);
  expect(opened.asked).toEqual([
    { url: "/keys/backups/wrapkey?api-version=7.4", token: "Bearer secret" },
    { url: "/keys/backups/v1/unwrapkey?api-version=7.4", token: "Bearer secret" },
  ]);
  expect((await opened.key.wrap(dataKey, context)).keyId).not.toBe(wrapped.keyId);
});

test("what the vault wrapped opens with the same context alone", async () => {
  using opened = await openVault();
  const wrapped = await opened.key.wrap(dataKey, context);
  await expect(opened.key.unwrap(wrapped, Buffer.from("other"))).rejects.toThrow(
    "the wrapped key is damaged, or of another archive",
  );
});

test("the token goes to no address that an archive names", async () => {
  using opened = await openVault();
  using elsewhere = await openVault();
  const wrapped = await opened.key.wrap(dataKey, context);
  for (const url of [elsewhere.keyUrl, `${opened.keyUrl}s`, `${opened.keyUrl}/../other`]) {
    const parameters = Buffer.from(`${url}/v1`);
    await expect(opened.key.unwrap({ ...wrapped, parameters }, context)).rejects.toThrow(WrongKey);
  }
  expect(elsewhere.asked).toEqual([]);
  expect(opened.asked).toHaveLength(1);
});

test("a vault that refuses is named, with what it said", async () => {
  using opened = await openVault();
  opened.vault.status = 403;
  await expect(opened.key.wrap(dataKey, context)).rejects.toThrow(
    `${opened.keyUrl}: the vault refused wrapkey, got 403`,
  );
});

test("a vault that is not there is named", async () => {
  const opened = await openVault();
  opened[Symbol.dispose]();
  await expect(opened.key.wrap(dataKey, context)).rejects.toThrow(
    `${opened.keyUrl}: the vault cannot be reached (ECONNREFUSED); check its address and the network`,
  );
});

test("an archive is rotated from a key to one in a vault", async () => {
  using opened = await openVault();
  using folders = backupFolders();
  const { path, manifest } = await folders.write({ key: testKey(1) });
  await rotateKey(path, { from: testKey(1), to: opened.key });
  expect(await verifyArchive({ path, key: opened.key })).toEqual(manifest);
  await expect(verifyArchive({ path, key: testKey(1) })).rejects.toThrow(WrongKey);
});
