import { randomUUID } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { diskProblem } from "../../archive/disk-problem.ts";

/** What names of files begin with that are still being written. */
export const unfinishedPrefix = ".opc_unfinished_";

/** A file that is whole on the disk under another name. */
export interface FileAside<T> {
  /** Where it is until then. */
  path: string;
  /** What was given back by whoever wrote it. */
  result: T;
  /** Gives it its name; `syncFolder` makes that last. */
  rename(): Promise<void>;
  remove(): Promise<void>;
}

/**
 * Lets `write` fill a new file of mode 600 beside `path`, and waits for it to be on the disk. Leaves
 * nothing behind when it throws.
 */
export async function writeAside<T>(
  path: string,
  write: (file: FileHandle) => Promise<T>,
): Promise<FileAside<T>> {
  const aside = join(dirname(path), `${unfinishedPrefix}${randomUUID()}_${basename(path)}`);
  const remove = () => rm(aside, { force: true });
  try {
    await using file = await open(aside, "wx", 0o600);
    const result = await write(file);
    await file.sync();
    return { path: aside, result, rename: () => rename(aside, path), remove };
  } catch (error) {
    await remove().catch(() => {});
    throw diskProblem(error, path);
  }
}

/** Without this a power cut could take new names, and renames, back. */
export async function syncFolder(path: string): Promise<void> {
  // Windows opens no folders, and writes its names through.
  if (process.platform === "win32") return;
  await using folder = await open(path, "r");
  await folder.sync();
}

/** Gives `path` this text, whole or not at all, and for good. */
export async function replaceDurably(path: string, text: string): Promise<void> {
  const file = await writeAside(path, (handle) => handle.writeFile(text));
  try {
    await file.rename();
    await syncFolder(dirname(path));
  } catch (error) {
    await file.remove().catch(() => {});
    throw diskProblem(error, path);
  }
}
