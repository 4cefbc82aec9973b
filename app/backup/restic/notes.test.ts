import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../commands/testing.ts";
import { notesIn, removeNote, writeNote } from "./notes.ts";
import { letGoOfNoted } from "./remove-snapshots.ts";

const id = "0f0e7a3c-6e0f-4d9b-9b38-2f6a5c7d8e90";

test("what is let go are the noted backups without a file, and nothing that a note does not say", async () => {
  using folder = temporaryFolder();
  const { path } = folder;
  const there = "opc_backup_full_20270101_000000.restic";
  const gone = "opc_backup_full_20270102_000000.restic";
  writeFileSync(join(path, there), "");
  await writeNote(path, { file: there, id });
  await writeNote(path, { file: gone, id });
  for (const [number, text] of ["", "*", `${id},`].entries()) {
    writeFileSync(join(path, `.opc_restic_${number}.restic`), text);
  }
  const forgotten: string[][] = [];
  const letGo = async (ids: string[]) => void forgotten.push(ids);
  await letGoOfNoted(path, { letGo });
  expect(forgotten).toEqual([[id]]);
  expect(readdirSync(path)).toEqual([there]);
  await letGoOfNoted(path, { letGo });
  expect(forgotten).toHaveLength(1);
});

test("a note stays where its snapshot could not be let go", async () => {
  using folder = temporaryFolder();
  const note = { file: "opc_backup_full_20270102_000000.restic", id };
  await writeNote(folder.path, note);
  const letGo = () => Promise.reject(new Error("the store is away"));
  await expect(letGoOfNoted(folder.path, { letGo })).rejects.toThrow("the store is away");
  expect(await notesIn(folder.path)).toEqual({ unnamed: [note], done: [] });
  await removeNote(folder.path, note);
  expect(await notesIn(join(folder.path, "none"))).toEqual({ unnamed: [], done: [] });
});
