import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { extractArchive } from "./extract.ts";
import { componentNames } from "./manifest.ts";
import { compressions } from "./name.ts";
import { readManifest } from "./read-manifest.ts";
import { backupFolders, filesIn, testFolder, testKey } from "./testing.ts";
import { verifyArchive } from "./verify.ts";

const segment = fc.stringMatching(/^[a-zé0-9 _-]{1,40}$/).map((text) => `s${text}`);
const files = fc
  .uniqueArray(fc.tuple(segment, segment, fc.uint8Array({ maxLength: 3_000 })), {
    selector: ([folder, name]) => `d${folder}/${name}`.normalize("NFKC").toLowerCase(),
    maxLength: 8,
  })
  .map((all) =>
    Object.fromEntries(
      all.map(([folder, name, content]) => [`d${folder}/${name}`, Buffer.from(content)]),
    ),
  );

test("any files come back as they were, plain or encrypted, with either compression", async () => {
  await fc.assert(
    fc.asyncProperty(
      files,
      fc.constantFrom(...compressions),
      fc.boolean(),
      async (content, compression, isEncrypted) => {
        using folders = backupFolders(content);
        const key = isEncrypted ? testKey() : undefined;
        const { path, manifest } = await folders.write({ compression, key });
        expect(await extractArchive({ path, key, into: folders.into })).toEqual(manifest);
        expect(filesIn(folders.into)).toEqual(filesIn(folders.source));
        expect(await verifyArchive({ path, key })).toEqual(manifest);
        expect(await readManifest(path, key)).toEqual(manifest);
      },
    ),
    { numRuns: 40 },
  );
});

test("files of many chunks come back as they were", async () => {
  const large = Buffer.concat([randomBytes(3_000_001), Buffer.alloc(2_000_000)]);
  using folders = backupFolders({ "application/chats.db": large, "vectors/none": "" });
  for (const compression of compressions) {
    const { path } = await folders.write({ compression, key: testKey() });
    const into = join(folders.into, compression);
    await extractArchive({ path, key: testKey(), into });
    expect(Object.keys(filesIn(into))).toEqual(["application/chats.db", "vectors/none"]);
    expect(filesIn(into)["application/chats.db"]?.equals(large)).toBe(true);
  }
});

test("tar lists and unpacks a plain archive", async () => {
  using folders = backupFolders({ "application/chats.db": "chats", "config/ä.json": "{}" });
  for (const compression of compressions) {
    const { path } = await folders.write({ compression });
    const listed = execFileSync("tar", ["-tf", path], {
      encoding: "utf8",
      env: { ...process.env, LC_ALL: "C.UTF-8" },
    });
    expect(listed.trim().split("\n")).toEqual([
      `${testFolder}/application/chats.db`,
      `${testFolder}/config/ä.json`,
      `${testFolder}/manifest.json`,
    ]);
    const chats = execFileSync("tar", ["-xOf", path, `${testFolder}/application/chats.db`]);
    expect(chats.toString()).toBe("chats");
  }
});

test("an archive and its copy of the manifest are their owner's alone, and nothing else is left", async () => {
  using folders = backupFolders();
  const umask = process.umask(0);
  try {
    const { path } = await folders.write();
    expect(readdirSync(folders.directory)).toEqual([
      `${testFolder}.tar.gz`,
      `${testFolder}.tar.gz.manifest.json`,
    ]);
    for (const name of readdirSync(folders.directory)) {
      expect(statSync(join(folders.directory, name)).mode & 0o777).toBe(0o600);
    }
    expect(statSync(folders.directory).mode & 0o777).toBe(0o700);
    await extractArchive({ path, into: folders.into });
    expect(statSync(folders.into).mode & 0o777).toBe(0o700);
    expect(statSync(join(folders.into, "application")).mode & 0o777).toBe(0o700);
    expect(statSync(join(folders.into, "application/chats.db")).mode & 0o777).toBe(0o600);
  } finally {
    process.umask(umask);
  }
});

test("the manifest tells what each component gave, and of each member its size and hash", async () => {
  using folders = backupFolders();
  const record = {
    name: componentNames[0],
    versions: { schema: "0009" },
    counts: { sessions: 2 },
    problems: [],
  };
  const canRestore = { value: false, reason: "CHATS_PUSH_KEY is by reference" };
  const { path, manifest } = await folders.write({ components: () => [record], canRestore });
  expect(manifest).toEqual({
    product: "copilot-chats",
    formatVersion: 1,
    id: expect.stringMatching(/^[\da-f-]{36}$/),
    type: "full",
    startedAt: "2026-11-21T22:15:00.000Z",
    components: [record],
    canRestore,
    problems: [],
    members: [
      {
        name: "application/chats.db",
        sizeBytes: 5,
        sha256: "e3c260f121aa83828564f6074b253af81f6ff044cc612edfa765b55077c04fba",
      },
    ],
  });
  const copy = JSON.parse(readFileSync(`${path}.manifest.json`, "utf8"));
  expect(copy).toEqual({ ...manifest, seal: expect.stringMatching(/^[\da-f]{64}$/) });
  expect(basename(path)).toBe(`${testFolder}.tar.gz`);
});

test("only the members that are wanted are written, and all are checked", async () => {
  using folders = backupFolders({ "application/chats.db": "chats", "config/settings.json": "{}" });
  const { path, manifest } = await folders.write();
  const wanted = (name: string) => name.startsWith("config/");
  expect(await extractArchive({ path, into: folders.into, wanted })).toEqual(manifest);
  expect(Object.keys(filesIn(folders.into))).toEqual(["config/settings.json"]);
});

test("the manifest is read from inside where its copy is gone or not authentic", async () => {
  using folders = backupFolders();
  for (const key of [undefined, testKey()]) {
    const { path, manifest } = await folders.write({ key });
    const copy = readFileSync(`${path}.manifest.json`, "utf8");
    writeFileSync(`${path}.manifest.json`, copy.replace('"sizeBytes": 5', '"sizeBytes": 6'));
    expect(await readManifest(path, key)).toEqual(manifest);
    rmSync(`${path}.manifest.json`);
    expect(await readManifest(path, key)).toEqual(manifest);
  }
});

test("an archive of the same second is not written over", async () => {
  using folders = backupFolders();
  const { path } = await folders.write();
  const before = readFileSync(path);
  await expect(folders.write()).rejects.toThrow(
    "is there already; start the backup a second later",
  );
  expect(readFileSync(path)).toEqual(before);
});

test("a folder that is not empty is refused, and left as it is", async () => {
  using folders = backupFolders();
  const { path } = await folders.write();
  await expect(extractArchive({ path, into: folders.source })).rejects.toThrow(
    "is not empty; use an empty folder, or one that is not there yet",
  );
  expect(Object.keys(filesIn(folders.source))).toEqual(["application/chats.db"]);
});

test("an interrupted writing leaves nothing behind", async () => {
  using folders = backupFolders({ "a/large": randomBytes(2_000_000), "a/b": "b" });
  const interruption = new AbortController();
  const writing = folders.write({
    signal: interruption.signal,
    onProgress: () => interruption.abort(),
  });
  await expect(writing).rejects.toThrow("aborted");
  expect(readdirSync(folders.directory)).toEqual([]);
});

test("an interrupted extraction leaves nothing behind", async () => {
  using folders = backupFolders({ "a/large": randomBytes(2_000_000), "a/b": "b" });
  const { path } = await folders.write();
  const interruption = new AbortController();
  const { signal } = interruption;
  const onProgress = () => interruption.abort();
  await expect(extractArchive({ path, into: folders.into, signal, onProgress })).rejects.toThrow(
    "aborted",
  );
  expect(filesIn(folders.into)).toEqual({});
});

test("a name that could not be restored is refused when it is to be archived", async () => {
  using folders = backupFolders({ "a/file": "one" });
  const members = [...folders.members(), ...folders.members()];
  await expect(folders.write({ members })).rejects.toThrow(
    "a/file: is there twice, or under a name that some systems take for the same, so that it could not be restored",
  );
  expect(readdirSync(folders.directory)).toEqual([]);
});

test("a collector that fails leaves nothing behind, and is what is told of", async () => {
  using folders = backupFolders({ "a/large": randomBytes(1_000_000) });
  async function* members() {
    yield* folders.members();
    throw new Error("pg_dump ended with 1");
  }
  await expect(folders.write({ members: members() })).rejects.toThrow("pg_dump ended with 1");
  expect(readdirSync(folders.directory)).toEqual([]);
});
