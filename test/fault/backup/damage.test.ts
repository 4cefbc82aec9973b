import { randomBytes } from "node:crypto";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  ArchiveDamaged,
  NewerFormat,
  NotOurArchive,
  WrongKey,
} from "../../../app/backup/archive/errors.ts";
import { extractArchive } from "../../../app/backup/archive/extract.ts";
import { compressions } from "../../../app/backup/archive/name.ts";
import { readManifest } from "../../../app/backup/archive/read-manifest.ts";
import { backupFolders, filesIn, testKey } from "../../../app/backup/archive/testing.ts";
import { verifyArchive } from "../../../app/backup/archive/verify.ts";
import { tagBytes } from "../../../app/backup/encryption/chunk.ts";
import { chunksOffset } from "../../../app/backup/encryption/encrypted-file.ts";
import { blockBytes } from "../../../app/backup/encryption/header.ts";

const forms = compressions.flatMap((compression) =>
  [false, true].map((isEncrypted) => ({
    title: `${compression}, ${isEncrypted ? "encrypted" : "plain"}`,
    compression,
    key: isEncrypted ? testKey() : undefined,
  })),
);

const files = {
  "application/chats.db": Buffer.concat([randomBytes(600_000), Buffer.alloc(300_000, "chats ")]),
  "vectors/vectors.jsonl": "[0.1,0.2]\n".repeat(10_000),
  "config/settings.json": "{}",
};

const folders = backupFolders(files);
const damaged = mkdtempSync(join(tmpdir(), "chats-damage-"));
const archives = new Map<string, string>();

beforeAll(async () => {
  for (const [number, { title, compression, key }] of forms.entries()) {
    const name = { type: "full", startedAt: Date.UTC(2026, 0, 1, 0, 0, number) } as const;
    archives.set(title, (await folders.write({ name, compression, key })).path);
  }
});

afterAll(() => {
  folders[Symbol.dispose]();
  rmSync(damaged, { recursive: true });
});

const refusals = [ArchiveDamaged, NotOurArchive, NewerFormat, WrongKey];

/** Expects that neither verify nor a restore takes the archive, and that nothing is left of it. */
async function expectRefused(path: string, key = testKey()): Promise<void> {
  const into = join(damaged, "into");
  const readings = [verifyArchive({ path, key }), extractArchive({ path, key, into })];
  for (const reading of await Promise.allSettled(readings)) {
    const error: unknown = reading.status === "rejected" ? reading.reason : undefined;
    expect(refusals.some((refusal) => error instanceof refusal)).toBe(true);
    expect(String(error)).toContain(damaged);
  }
  expect(filesIn(into)).toEqual({});
}

/** A copy of an archive with its manifest's copy, changed by `change`. */
function changed(title: string, change: (bytes: Buffer) => Buffer, hasCopy = true): string {
  const path = archives.get(title) ?? "";
  const copy = join(damaged, "archive");
  writeFileSync(copy, change(readFileSync(path)));
  rmSync(`${copy}.manifest.json`, { force: true });
  if (hasCopy) copyFileSync(`${path}.manifest.json`, `${copy}.manifest.json`);
  return copy;
}

const flipped = (bytes: Buffer, place: number, bit: number): Buffer => {
  const offset = Math.floor(place * bytes.length);
  bytes.writeUInt8(bytes.readUInt8(offset) ^ (1 << bit), offset);
  return bytes;
};

const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const bit = fc.integer({ min: 0, max: 7 });
/** The two key slots are there for each other. */
const isSlot = (offset: number) => offset >= blockBytes && offset < chunksOffset;

test.each(forms)(
  "one flipped bit anywhere in an archive is found: $title",
  async ({ title, key }) => {
    await fc.assert(
      fc.asyncProperty(place, bit, async (at, which) => {
        const { length } = readFileSync(archives.get(title) ?? "");
        fc.pre(key === undefined || !isSlot(Math.floor(at * length)));
        await expectRefused(changed(title, (bytes) => flipped(bytes, at, which)));
      }),
      { numRuns: 60 },
    );
  },
);

test.each(forms)("each flipped byte of the first kilobyte is found: $title", async ({ title }) => {
  for (let offset = 0; offset < 1_024; offset += 13) {
    const flip = (bytes: Buffer) => {
      bytes.writeUInt8(bytes.readUInt8(offset) ^ 0x20, offset);
      return bytes;
    };
    await expectRefused(changed(title, flip));
  }
});

test.each(forms)(
  "without the manifest's copy a flipped bit is found, or nothing is lost by it: $title",
  async ({ title, key }) => {
    await fc.assert(
      fc.asyncProperty(place, bit, async (at, which) => {
        const path = changed(title, (bytes) => flipped(bytes, at, which), false);
        const into = join(damaged, "into");
        const restored = await extractArchive({ path, key, into }).then(
          () => filesIn(into),
          () => undefined,
        );
        rmSync(into, { recursive: true, force: true });
        if (restored === undefined) return;
        for (const [name, content] of Object.entries(files)) {
          expect(restored[name]?.equals(Buffer.from(content))).toBe(true);
        }
      }),
      { numRuns: 25 },
    );
  },
);

test.each(forms)(
  "one flipped bit in the manifest's copy is found: $title",
  async ({ title, key }) => {
    await fc.assert(
      fc.asyncProperty(place, bit, async (at, which) => {
        const path = changed(title, (bytes) => bytes);
        const copy = `${path}.manifest.json`;
        writeFileSync(copy, flipped(readFileSync(copy), at, which));
        await expectRefused(path);
        // It is not lost: the one inside is read.
        expect((await readManifest(path, key)).members).toHaveLength(3);
      }),
      { numRuns: 30 },
    );
  },
);

test.each(forms.filter(({ key }) => key !== undefined))(
  "an archive that is cut at the edge of any chunk, or a byte beside it, is refused: $title",
  async ({ title }) => {
    const { length } = readFileSync(archives.get(title) ?? "");
    const sealedBytes = 256 * 1024 + tagBytes;
    const edges = [0, blockBytes, 2 * blockBytes];
    for (let edge = chunksOffset; edge < length; edge += sealedBytes) edges.push(edge);
    expect(edges.length).toBeGreaterThan(5);
    for (const edge of [...edges, length]) {
      for (const cut of [edge - 1, edge, edge + 1]) {
        if (cut < 0 || cut === length) continue;
        const resized = (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc(1)]).subarray(0, cut);
        await expectRefused(changed(title, resized, false));
      }
    }
  },
);

test.each(forms)("an archive that is cut anywhere is refused: $title", async ({ title }) => {
  await fc.assert(
    fc.asyncProperty(place, async (at) => {
      const cut = (bytes: Buffer) => bytes.subarray(0, Math.floor(at * bytes.length));
      await expectRefused(changed(title, cut, false));
    }),
    { numRuns: 25 },
  );
});

test.each(forms)("an archive that goes on after its end is refused: $title", async ({ title }) => {
  for (const rest of [Buffer.alloc(1), Buffer.alloc(512), randomBytes(2_000_000)]) {
    await expectRefused(changed(title, (bytes) => Buffer.concat([bytes, rest]), false));
  }
});

test("chunks of one archive are of no use in another, though they have the same master key", async () => {
  const [one = "", other = ""] = [...archives]
    .filter(([title]) => title.includes("encrypted"))
    .map(([, path]) => path);
  const spliced = Buffer.concat([
    readFileSync(one).subarray(0, chunksOffset),
    readFileSync(other).subarray(chunksOffset),
  ]);
  const path = join(damaged, "archive");
  rmSync(`${path}.manifest.json`, { force: true });
  writeFileSync(path, spliced);
  await expectRefused(path);
});
