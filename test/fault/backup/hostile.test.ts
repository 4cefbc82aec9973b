import {
  createWriteStream,
  existsSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createZstdCompress, gzipSync } from "node:zlib";
import { type Header, type Pack, pack } from "tar-stream";
import { expect, test } from "vitest";
import { ArchiveDamaged, NewerFormat, NotOurArchive } from "../../../app/backup/archive/errors.ts";
import { extractArchive } from "../../../app/backup/archive/extract.ts";
import {
  backupFolders,
  filesIn,
  hostileArchive,
  testFolder,
} from "../../../app/backup/archive/testing.ts";
import { verifyArchive } from "../../../app/backup/archive/verify.ts";

/** Expects that neither verify nor a restore takes what `fill` makes, and that nothing is written. */
async function expectRefused(fill: (tar: Pack) => void, kind: new () => Error, problem: string) {
  using folders = backupFolders();
  const path = await hostileArchive(join(folders.source, "hostile.tar.gz"), fill);
  for (const reading of [
    () => verifyArchive({ path }),
    () => extractArchive({ path, into: folders.into }),
  ]) {
    const error = await reading().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(kind);
    expect(String(error)).toContain(problem);
  }
  expect(existsSync(folders.into)).toBe(false);
}

const member = (name: string, change: Partial<Header> = {}) => ({
  name: `${testFolder}/${name}`,
  ...change,
});

test.each([
  ["../../victim", "leads out of its folder"],
  ["a/../../../victim", "leads out of its folder"],
  ["/etc/passwd", "is an absolute path"],
  ["C:/windows", "is an absolute path"],
  ["a\\..\\victim", "has a backslash or a control character"],
  ["a\nb", "has a backslash or a control character"],
  [`${"x".repeat(200)}/`.repeat(15) + "x", "is longer than 2048 bytes"],
])("a member of the name %j is refused", async (name, problem) => {
  await expectRefused(
    (tar) => {
      tar.entry(member("good"), "good");
      tar.entry(member(name), "hostile");
    },
    ArchiveDamaged,
    problem,
  );
});

test.each([
  ["an absolute path", "/etc/passwd"],
  ["a folder above", `../${testFolder}/file`],
  ["another folder", "opc_backup_full_20250101_000000/file"],
  ["a longer name", `${testFolder}s/file`],
])("a member in %s is refused", async (_, name) => {
  await expectRefused(
    (tar) => {
      tar.entry(member("good"), "good");
      tar.entry({ name }, "hostile");
    },
    ArchiveDamaged,
    "is not in the folder",
  );
});

test.each([
  ["twice", "a/file", "a/file"],
  ["in both cases", "a/File", "a/fILE"],
  ["composed and decomposed", "caf\u00e9", "cafe\u0301"],
])("a member that is there %s is refused", async (_, one, other) => {
  await expectRefused(
    (tar) => {
      tar.entry(member(one), "one");
      tar.entry(member(other), "other");
    },
    ArchiveDamaged,
    "is there twice",
  );
});

test.each([
  ["symlink", { linkname: "/tmp" }],
  ["link", { linkname: `${testFolder}/good` }],
  ["character-device", { devmajor: 1, devminor: 3 }],
  ["block-device", { devmajor: 8, devminor: 0 }],
  ["fifo", {}],
] as const)("a member that is a %s is refused", async (type, change) => {
  await expectRefused(
    (tar) => {
      tar.entry(member("good"), "good");
      tar.entry(member("hostile", { type, ...change }));
    },
    ArchiveDamaged,
    `is a ${type}, got no file`,
  );
});

test("a file through a link that came before it never gets to be written", async () => {
  using victim = backupFolders({ target: "untouched" });
  await expectRefused(
    (tar) => {
      tar.entry(member("a", { type: "symlink", linkname: victim.source }));
      tar.entry(member("a/target"), "hostile");
    },
    ArchiveDamaged,
    "is a symlink",
  );
  expect(readFileSync(join(victim.source, "target"), "utf8")).toBe("untouched");
});

test("a link in the folder to restore to is not followed", async () => {
  using victim = backupFolders({ target: "untouched" });
  using folders = backupFolders({ "a/target": "new" });
  const { path } = await folders.write();
  mkdirSync(folders.into);
  symlinkSync(victim.source, join(folders.into, "a"));
  await expect(extractArchive({ path, into: folders.into })).rejects.toThrow("is not empty");
  expect(readFileSync(join(victim.source, "target"), "utf8")).toBe("untouched");
});

const manifest = (change: object) =>
  JSON.stringify({
    product: "copilot-chats",
    formatVersion: 1,
    id: "8d6b5d9c-6b5a-4d8f-9a43-2f0a5c0f6c11",
    type: "full",
    startedAt: "2026-11-21T22:15:00.000Z",
    components: [],
    canRestore: { value: true },
    problems: [],
    members: [],
    ...change,
  });

const good = {
  name: "good",
  sizeBytes: 4,
  sha256: "770e607624d689265ca6c44884d0807d9b054d23c473c106c72be9de08b7376c",
};

test("the archive that the next tests change is a good one", async () => {
  using folders = backupFolders();
  const path = await hostileArchive(join(folders.source, "good.tar.gz"), (tar) => {
    tar.entry({ name: testFolder, type: "directory" });
    tar.entry(member("good"), "good");
    tar.entry(member("manifest.json"), manifest({ members: [good] }));
  });
  expect((await extractArchive({ path, into: folders.into })).members).toEqual([good]);
  expect(Object.keys(filesIn(folders.into))).toEqual(["good"]);
});

test.each([
  ["of another size", { members: [{ ...good, sizeBytes: 5 }] }, "good: is not what the manifest"],
  [
    "of another hash",
    { members: [{ ...good, sha256: good.sha256.replace("7", "8") }] },
    "good: is not what the manifest",
  ],
  ["that lacks a member", { members: [] }, "good: is not in the manifest"],
  ["with a member more", { members: [good, { ...good, name: "x" }] }, "x: is missing"],
  ["of another folder", { members: [good], type: "config" }, "of another backup than its folder"],
  ["without an id", { members: [good], id: undefined }, "id"],
])("a manifest %s lies, and is refused", async (_, change, problem) => {
  await expectRefused(
    (tar) => {
      tar.entry(member("good"), "good");
      tar.entry(member("manifest.json"), manifest(change));
    },
    ArchiveDamaged,
    problem,
  );
});

test("a later format is refused by name, whatever else it says", async () => {
  await expectRefused(
    (tar) => tar.entry(member("manifest.json"), manifest({ formatVersion: 2, members: undefined })),
    NewerFormat,
    "has format version 2, this program knows 1; update it",
  );
});

test("an archive of another product is refused by name", async () => {
  await expectRefused(
    (tar) => tar.entry({ name: "etc/hosts" }, "x"),
    NotOurArchive,
    "of no backup",
  );
  await expectRefused(() => {}, NotOurArchive, "an archive of nothing");
  await expectRefused(
    (tar) => tar.entry(member("manifest.json"), manifest({ product: "other" })),
    NotOurArchive,
    "is not the manifest of a backup of chats",
  );
});

test("a member behind the manifest is refused, and an archive without one", async () => {
  await expectRefused(
    (tar) => {
      tar.entry(member("manifest.json"), manifest({}));
      tar.entry(member("late"), "late");
    },
    ArchiveDamaged,
    "is behind the manifest",
  );
  await expectRefused(
    (tar) => tar.entry(member("good"), "good"),
    ArchiveDamaged,
    "ends without its manifest",
  );
});

test("a header of many megabytes is refused before it is in memory", async () => {
  using folders = backupFolders();
  const path = join(folders.source, "hostile.tar.gz");
  const header = Buffer.alloc(512);
  header.write("PaxHeader");
  header.write("0000600 0000000 0000000 77777777777 00000000000 ", 100);
  header.write("x", 156);
  header.write("ustar\u000000", 257);
  header.write("        ", 148);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  writeFileSync(path, gzipSync(Buffer.concat([header, Buffer.alloc(1024)])));
  await expect(verifyArchive({ path })).rejects.toThrow("Header exceeds max size");
});

test("a member that is larger than the disk is refused before any of it is written", async () => {
  using folders = backupFolders();
  const path = await hostileArchive(join(folders.source, "hostile.tar.gz"), () => {});
  // A size of 8 TB in a header, and nothing behind it.
  const tar = pack();
  tar.entry({ ...member("huge"), size: 8e12 });
  const head = (await tar[Symbol.asyncIterator]().next()).value as Buffer;
  writeFileSync(path, gzipSync(head));
  await expect(extractArchive({ path, into: folders.into })).rejects.toThrow("no room for huge");
  expect(existsSync(folders.into)).toBe(false);
});

test("what unpacks to a thousand times its size is refused, in little memory", async () => {
  using folders = backupFolders();
  const path = join(folders.source, "bomb.tar.zst");
  const head = pack();
  head.entry({ ...member("bomb"), size: 4e9 });
  const header = (await head[Symbol.asyncIterator]().next()).value as Buffer;
  const zeros = Buffer.alloc(1024 * 1024);
  function* bytes() {
    yield header;
    for (let written = 0; written < 1_200; written++) yield zeros;
  }
  await pipeline(Readable.from(bytes()), createZstdCompress(), createWriteStream(path));
  const before = process.memoryUsage().rss;
  await expect(verifyArchive({ path })).rejects.toThrow(
    "unpacks to more than 1000 times its size, as no backup does",
  );
  expect(process.memoryUsage().rss - before).toBeLessThan(150e6);
});
