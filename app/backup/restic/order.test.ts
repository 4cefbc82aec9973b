import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { expect, test } from "vitest";
import { tarReader, tarWriter } from "../archive/tar-streams.ts";
import { manifestLast } from "./manifest-last.ts";
import { inOrderOfSnapshots } from "./member-order.ts";

test("members stand in the order in which restic walks their folders", async () => {
  const names = ["b", "a-b/x", "a/z", "a/ä", "a/b/c", "a.b", "a/B"];
  const members = names.map((name) => ({ name, path: "" }));
  const ordered = (await inOrderOfSnapshots(members)).map(({ name }) => name);
  expect(ordered).toEqual(["a/B", "a/b/c", "a/z", "a/ä", "a-b/x", "a.b", "b"]);
});

test("the manifest of a tar comes last, and everything else stays as it was", async () => {
  const large = Buffer.alloc(700_000, "x");
  const entries: [string, Buffer | undefined][] = [
    ["f/", undefined],
    ["f/a", large],
    ["f/manifest.json", Buffer.from("{}")],
    ["f/v/manifest.json", Buffer.from("another")],
    ["f/z", Buffer.alloc(0)],
  ];
  const { archive, stream } = tarWriter();
  for (const [name, content] of entries) {
    if (content === undefined) archive.entry({ name, type: "directory" });
    else archive.entry({ name }, content);
  }
  archive.finalize();
  const read: [string, Buffer][] = [];
  const reader = tarReader();
  const reading = (async () => {
    for await (const entry of reader.archive) {
      read.push([entry.header.name, await buffer(entry as AsyncIterable<Buffer>)]);
    }
  })();
  await pipeline([stream, manifestLast(), reader.stream]);
  await reading;
  expect(read.map(([name]) => name)).toEqual([
    "f/",
    "f/a",
    "f/v/manifest.json",
    "f/z",
    "f/manifest.json",
  ]);
  expect(read[1]?.[1].equals(large)).toBe(true);
  expect(String(read.at(-1)?.[1])).toBe("{}");
});

test("what is no tar, or is cut off, ends the stream with an error", async () => {
  const cut = Readable.from([Buffer.alloc(512, "x"), Buffer.alloc(100, "y")]);
  await expect(pipeline([cut, manifestLast(), tarReader().stream])).rejects.toThrow();
});
