import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { type Pack, pack } from "tar-stream";
import { temporaryFolder } from "../../commands/testing.ts";
import { rawKey } from "../encryption/raw-key.ts";
import { folderName } from "./name.ts";
import { type WriteArchiveInput, writeArchive } from "./write.ts";

/** Files by their path: what goes into archives, and what comes out. */
export type Files = Record<string, Buffer | string>;

/** What backups of tests are called. */
export const testName = { type: "full", startedAt: Date.UTC(2026, 10, 21, 22, 15) } as const;

/** The folder in their archives. */
export const testFolder = folderName(testName);

/** Keys of one repeated byte, so that each number is another key. */
export const testKey = (byte = 1) => rawKey(Buffer.alloc(32, byte));

/** A folder for archives, and one with files, which are gone when the `using` block ends. */
export function backupFolders(files: Files = { "application/chats.db": "chats" }) {
  const folder = temporaryFolder();
  const source = join(folder.path, "source");
  writeFiles(source, files);
  const directory = join(folder.path, "backups");
  const members = () => Object.keys(files).map((name) => ({ name, path: join(source, name) }));
  return {
    source,
    directory,
    into: join(folder.path, "into"),
    members,
    /** Writes an archive of all files. */
    write: (input: Partial<WriteArchiveInput> = {}) =>
      writeArchive({
        directory,
        name: testName,
        members: members(),
        components: () => [],
        canRestore: { value: true },
        compression: "gzip",
        ...input,
      }),
    [Symbol.dispose]: folder[Symbol.dispose],
  };
}

export function writeFiles(folder: string, files: Files): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

/** All files below a folder; none for a folder that is not there. */
export function filesIn(folder: string): Record<string, Buffer> {
  if (!existsSync(folder)) return {};
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => !entry.isDirectory());
  return Object.fromEntries(
    files
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [path.slice(folder.length + 1), readFileSync(path)]),
  );
}

/** An archive that none of ours would be: `fill` puts into it what it likes. */
export async function hostileArchive(path: string, fill: (tar: Pack) => void): Promise<string> {
  const tar = pack();
  fill(tar);
  tar.finalize();
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, gzipSync(await buffer(tar as AsyncIterable<Buffer>)));
  return path;
}
