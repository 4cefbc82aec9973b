import { randomBytes } from "node:crypto";
import {
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ArchiveDamaged, KeyNeeded, NotOurArchive, WrongKey } from "../archive/errors.ts";
import { backupFolders, type Files, filesIn, testKey, testName } from "../archive/testing.ts";
import { commitBackup } from "../catalogue/commit.ts";
import { listBackups } from "../catalogue/list.ts";
import type { MasterKey } from "../encryption/master-key.ts";
import type { ArchiveEngine, NewArchive } from "./engine.ts";

export interface EngineUnderTest {
  /** One whose archives are encrypted. */
  engine(key: MasterKey | undefined): ArchiveEngine;
  /** How many sets of files are tried. */
  runs: number;
  /** Files that an archive consists of, by its path: damage in each of them is found. */
  parts(path: string): string[];
}

/** Folders, and an archive of some files in them. */
function scene({ engine }: EngineUnderTest, files?: Files) {
  const folders = backupFolders(files);
  const tested = engine(testKey());
  const write = async (input: Partial<NewArchive> = {}) => {
    await tested.prepare(folders.directory);
    return tested.write({
      directory: folders.directory,
      name: testName,
      members: folders.members(),
      components: () => [],
      canRestore: { value: true },
      ...input,
    });
  };
  return { ...folders, folders, tested, write, [Symbol.dispose]: folders[Symbol.dispose] };
}

const segment = fc.stringMatching(/^[a-zé0-9 ._-]{1,40}$/).map((text) => `s${text}s`);
const anyFiles = fc
  .uniqueArray(fc.tuple(segment, segment, fc.uint8Array({ maxLength: 3_000 })), {
    selector: ([folder, name]) => `${folder}/${name}`.normalize("NFKC").toLowerCase(),
    maxLength: 6,
  })
  .map((all) =>
    Object.fromEntries(
      all.map(([folder, name, content]) => [`${folder}/${name}`, Buffer.from(content)]),
    ),
  );

/** What every engine does, tested on each of them. */
export function engineContract(tested: EngineUnderTest): void {
  test("any files come back as they were", async () => {
    await fc.assert(
      fc.asyncProperty(anyFiles, async (files) => {
        using backups = scene(tested, files);
        const { path, manifest } = await backups.write();
        expect(basename(path)).toBe(backups.tested.fileName(testName));
        expect(await backups.tested.extract(path, { into: backups.into })).toEqual(manifest);
        expect(filesIn(backups.into)).toEqual(filesIn(backups.source));
        expect(await backups.tested.verify(path)).toEqual(manifest);
        expect(await backups.tested.readManifest(path)).toEqual(manifest);
      }),
      { numRuns: tested.runs },
    );
  });

  test("large files and names of many kinds come back, and of some what is wanted alone", async () => {
    const files = {
      "application/chats.db": Buffer.concat([randomBytes(3_000_001), Buffer.alloc(2_000_000)]),
      "application-1/x": "folders stand in the order of their names",
      [`config/${"ä long name ".repeat(12)}.json`]: "{}",
      "manifests.json": "no manifest",
      "vectors/empty": "",
      "vectors/manifest.json": "not the manifest",
    };
    using backups = scene(tested, files);
    const { path, manifest } = await backups.write();
    expect(manifest.members.map(({ name }) => name).toSorted()).toEqual(
      Object.keys(files).toSorted(),
    );
    await backups.tested.extract(path, { into: backups.into });
    expect(filesIn(backups.into)).toEqual(filesIn(backups.source));
    const into = join(backups.into, "..", "some");
    const wanted = (name: string) => name.startsWith("vectors/");
    expect(await backups.tested.extract(path, { into, wanted })).toEqual(manifest);
    expect(Object.keys(filesIn(into))).toEqual(["vectors/empty", "vectors/manifest.json"]);
  });

  test("what a backup has in its folder is its owner's alone", async () => {
    using backups = scene(tested);
    const umask = process.umask(0);
    try {
      const { path } = await backups.write();
      for (const file of [path, `${path}.manifest.json`]) {
        expect(statSync(file).mode & 0o777).toBe(0o600);
      }
      expect(statSync(backups.directory).mode & 0o777).toBe(0o700);
      expect(readdirSync(backups.directory).filter((name) => name.startsWith("."))).toEqual([]);
    } finally {
      process.umask(umask);
    }
  });

  test("a flipped byte and a cut are found wherever they are, and nothing is restored", async () => {
    using backups = scene(tested, { "application/chats.db": randomBytes(40_000), "a/b": "b" });
    const { path } = await backups.write();
    for (const part of tested.parts(path)) {
      const whole = readFileSync(part);
      const flipped = Buffer.from(whole);
      // What is behind the content of a part may be of use to its writer alone.
      const place = Math.floor(whole.length * 0.3);
      flipped.writeUInt8(flipped.readUInt8(place) ^ 1, place);
      for (const damaged of [flipped, whole.subarray(0, place), whole.subarray(0, 5)]) {
        rmSync(part);
        writeFileSync(part, damaged);
        await expect(backups.tested.verify(path)).rejects.toThrow(damageOrForeign);
        const restoring = backups.tested.extract(path, { into: backups.into });
        await expect(restoring).rejects.toThrow(damageOrForeign);
        expect(existsSync(backups.into)).toBe(false);
      }
      rmSync(part);
      writeFileSync(part, whole);
    }
    await backups.tested.verify(path);
  });

  test("an archive that is not there is said to be so", async () => {
    using backups = scene(tested);
    const { path } = await backups.write();
    rmSync(path);
    await expect(backups.tested.verify(path)).rejects.toThrow("there is no such archive");
  });

  test("without its key, or with another one, an archive is not opened", async () => {
    using backups = scene(tested);
    const { path } = await backups.write();
    await expect(tested.engine(testKey(2)).verify(path)).rejects.toThrow(WrongKey);
    await expect(tested.engine(undefined).verify(path)).rejects.toThrow(KeyNeeded);
    const into = backups.into;
    await expect(tested.engine(testKey(2)).extract(path, { into })).rejects.toThrow(WrongKey);
    expect(existsSync(into)).toBe(false);
  });

  test("an archive of the same second is not written over", async () => {
    using backups = scene(tested);
    const { path } = await backups.write();
    const before = readFileSync(path);
    await expect(backups.write()).rejects.toThrow("is there already");
    expect(readFileSync(path)).toEqual(before);
  });

  test("what fails or is interrupted leaves nothing of an archive, and earlier ones whole", async () => {
    using backups = scene(tested, { "a/large": randomBytes(2_000_000), "a/b": "b" });
    const { path, manifest } = await backups.write();
    const before = readdirSync(backups.directory);
    const name = { ...testName, startedAt: testName.startedAt + 1_000 };
    const interruption = new AbortController();
    const { signal } = interruption;
    const onProgress = () => interruption.abort();
    await expect(backups.write({ name, signal, onProgress })).rejects.toThrow("aborted");
    async function* members() {
      yield* backups.members();
      throw new Error("pg_dump ended with 1");
    }
    await expect(backups.write({ name, members: members() })).rejects.toThrow("pg_dump ended");
    const twice = [...backups.members(), ...backups.members()];
    await expect(backups.write({ name, members: twice })).rejects.toThrow("is there twice");
    expect(readdirSync(backups.directory)).toEqual(before);
    expect(await backups.tested.verify(path)).toEqual(manifest);
  });

  test("an interrupted extraction leaves nothing behind", async () => {
    using backups = scene(tested, { "a/large": randomBytes(2_000_000), "a/b": "b" });
    const { path } = await backups.write();
    const interruption = new AbortController();
    const { signal } = interruption;
    const onProgress = () => interruption.abort();
    const extracting = backups.tested.extract(path, { into: backups.into, signal, onProgress });
    await expect(extracting).rejects.toThrow("aborted");
    expect(existsSync(backups.into)).toBe(false);
  });

  test("what cannot be read is left out by name, and the archive is whole", async () => {
    using backups = scene(tested, { "a/good": "good", "a/gone": "", "a/link": "" });
    const at = (name: string) => join(backups.source, name);
    for (const name of ["a/gone", "a/link"]) rmSync(at(name));
    symlinkSync(at("a/good"), at("a/link"));
    const { path, problems, manifest } = await backups.write();
    expect(problems).toEqual([
      { name: "a/gone", reason: "left out: cannot be read, got ENOENT" },
      { name: "a/link", reason: "left out: cannot be read, got ELOOP" },
    ]);
    expect(manifest.problems).toEqual(problems);
    expect(await backups.tested.verify(path)).toEqual(manifest);
    await backups.tested.extract(path, { into: backups.into });
    expect(Object.keys(filesIn(backups.into))).toEqual(["a/good"]);
  });

  test("of two archives the one that is removed goes, and the other one stays whole", async () => {
    using backups = scene(tested, { "application/chats.db": randomBytes(50_000) });
    const later = { ...testName, startedAt: testName.startedAt + 1_000 };
    const first = await backups.write();
    const second = await backups.write({ name: later });
    for (const written of [first, second]) await commitBackup(written, { verifiedAt: 0 });
    await backups.tested.remove(backups.directory, [basename(first.path)]);
    const { backups: listed, uncatalogued, missing } = await listBackups(backups.directory);
    expect(listed.map(({ file }) => file)).toEqual([basename(second.path)]);
    expect({ uncatalogued, missing }).toEqual({ uncatalogued: [], missing: [] });
    expect(existsSync(first.path)).toBe(false);
    expect(await backups.tested.verify(second.path)).toEqual(second.manifest);
    await backups.tested.remove(backups.directory, [basename(second.path)]);
    const left = readdirSync(backups.directory).filter((name) => name !== "restic");
    expect(left).toEqual([]);
  });
}

/** What is cut to some bytes says no more whose it was. */
const damageOrForeign = expect.toSatisfy(
  (error) => error instanceof ArchiveDamaged || error instanceof NotOurArchive,
);
