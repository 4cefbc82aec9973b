import { expect, it } from "vitest";
import { listChats } from "../import/discovery.ts";
import { testSource } from "../import/test-source.ts";
import { readState, sourceFile } from "../store/test-chats.ts";
import { importedFolders } from "./imported-folders.ts";

/** A store that has read the files at `paths`, and the folders on a machine. */
function machine(paths: string[] = []) {
  const read = new Set(paths);
  const source = testSource({ roots: ["/code", "/cli"] });
  const permission = importedFolders({
    fileState: async (path) => (read.has(path) ? readState(sourceFile({ path })) : undefined),
  });
  return {
    read,
    write: (path: string, modifiedAtMs = 5_000) => source.write(path, {}, { modifiedAtMs }),
    async asked() {
      const { listings, heldBack } = await permission(await listChats([source]));
      const files = listings.flatMap((listing) => listing.files);
      return { files: files.map(({ path }) => path), heldBack };
    },
  };
}

it("allows all of a folder that an import has read, and nothing of another", async () => {
  const { write, asked } = machine(["/code/a.json"]);
  for (const path of ["/code/a.json", "/code/new.json", "/cli/b.json", "/cli/c.json"]) write(path);
  expect(await asked()).toEqual({
    files: ["/code/a.json", "/code/new.json"],
    heldBack: ["/cli"],
  });
});

it("allows a folder as soon as an import has read it", async () => {
  const { read, write, asked } = machine();
  write("/cli/b.json");
  expect(await asked()).toEqual({ files: [], heldBack: ["/cli"] });
  read.add("/cli/b.json");
  expect(await asked()).toEqual({ files: ["/cli/b.json"], heldBack: [] });
});

it("allows a folder whose first chat appears later", async () => {
  const { write, asked } = machine();
  expect(await asked()).toEqual({ files: [], heldBack: [] });
  write("/cli/b.json");
  expect(await asked()).toEqual({ files: ["/cli/b.json"], heldBack: [] });
});

it("holds a folder back however many chats are added to it", async () => {
  const { write, asked } = machine();
  write("/cli/b.json");
  await asked();
  write("/cli/c.json");
  expect(await asked()).toEqual({ files: [], heldBack: ["/cli"] });
});

it("finds the file that was read among many new ones", async () => {
  const { write, asked } = machine(["/code/old.json"]);
  for (let index = 0; index < 100; index += 1) write(`/code/${index}.json`);
  write("/code/old.json", 4_000);
  expect((await asked()).heldBack).toEqual([]);
});
