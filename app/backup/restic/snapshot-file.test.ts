import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../commands/testing.ts";
import { ArchiveDamaged, NewerFormat, NotOurArchive } from "../archive/errors.ts";
import { readSnapshotFile, snapshotFileText } from "./snapshot-file.ts";

const content = { id: "0f0e7a3c-6e0f-4d9b-9b38-2f6a5c7d8e90", snapshot: "4d".repeat(32) };

async function reading(text: string) {
  using folder = temporaryFolder();
  const path = join(folder.path, "file.restic");
  writeFileSync(path, text);
  return await readSnapshotFile(path);
}

test("the file of a snapshot is read back, and tells where nothing is", async () => {
  const text = snapshotFileText(content);
  expect(JSON.parse(text)).toEqual({
    product: "copilot-chats-snapshot",
    formatVersion: 1,
    ...content,
  });
  expect(await reading(text)).toMatchObject(content);
});

test("whatever byte of it is another one, it is refused", async () => {
  const text = snapshotFileText(content);
  for (let place = 0; place < text.length; place += 1) {
    const other = String.fromCharCode(text.charCodeAt(place) ^ 1);
    const damaged = `${text.slice(0, place)}${other}${text.slice(place + 1)}`;
    const read = await reading(damaged).catch((error: unknown) => error);
    // Another id is as good as any: the manifest, and the repository, know of none such.
    if (!(read instanceof Error)) expect(read).not.toMatchObject(content);
  }
});

test("files of others, of later versions and of half a length are told apart", async () => {
  const text = snapshotFileText(content);
  await expect(reading("{}")).rejects.toThrow(NotOurArchive);
  await expect(reading(text.slice(0, 60))).rejects.toThrow(ArchiveDamaged);
  await expect(reading(text.replace('"formatVersion": 1', '"formatVersion": 2'))).rejects.toThrow(
    NewerFormat,
  );
  await expect(reading(`${text}\n`)).rejects.toThrow(ArchiveDamaged);
  await expect(readSnapshotFile("/nowhere/a.restic")).rejects.toThrow("there is no such archive");
});
