import { type Dirent, lstatSync, statSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { SourceFile } from "./model.ts";
import type { Report } from "./problems.ts";

/** What a folder holds. Links are neither folder nor file, so that no walk can go in circles. */
export interface FolderContent {
  /** Names, by code unit: the same order on every machine. */
  folders: string[];
  files: string[];
}

/** Gives what a folder holds. For one walk: each folder is listed, and reported, once. */
export type Lister = (folder: string) => Promise<FolderContent>;

/** A folder that cannot be listed is reported and counts as empty. */
export function folderLister(report: Report): Lister {
  const known = new Map<string, Promise<FolderContent>>();
  return (folder) => {
    const content = known.get(folder) ?? contentOf(folder, report);
    known.set(folder, content);
    return content;
  };
}

async function contentOf(folder: string, report: Report): Promise<FolderContent> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return {
      folders: sortedNames(entries.filter((entry) => entry.isDirectory())),
      files: sortedNames(entries.filter((entry) => entry.isFile())),
    };
  } catch (error) {
    report(`${folder}: cannot be listed, got ${codeOf(error)}; its sessions are left out`);
    return { folders: [], files: [] };
  }
}

function sortedNames(entries: Dirent[]): string[] {
  return entries.map((entry) => entry.name).sort((one, other) => (one < other ? -1 : 1));
}

/** The folders below `folder` along `layout`, whose steps are names or `*` for any folder. */
export async function* foldersAlong(
  folder: string,
  [step, ...rest]: string[],
  list: Lister,
): AsyncGenerator<string> {
  if (step === undefined) {
    yield folder;
    return;
  }
  for (const name of (await list(folder)).folders) {
    if (step === "*" || step === name) yield* foldersAlong(join(folder, name), rest, list);
  }
}

/**
 * What a listing tells of a file; undefined, and reported, where it cannot be looked at. A listing
 * looks at thousands, and a turn of the thread pool for each takes ten times as long as the look.
 */
export function sourceFile(path: string, root: string, report: Report): SourceFile | undefined {
  try {
    const { size, mtimeMs, ino } = lstatSync(path, { bigint: true });
    return {
      path,
      root,
      sizeBytes: Number(size),
      // A clock may stand before 1970; no time of a chat may.
      modifiedAtMs: Math.max(0, Number(mtimeMs)),
      inode: String(ino),
    };
  } catch (error) {
    report(`${path}: cannot be read, got ${codeOf(error)}; left out`);
    return undefined;
  }
}

/** Those of `paths` that are folders, absolute and once each, in their order. */
export function existingFolders(paths: string[]): string[] {
  const folders = new Set(paths.map((path) => resolve(path)));
  return [...folders].filter((path) => kindAt(path) === "folder");
}

/** What is at `path`, links followed; undefined for nothing and for what is neither. */
export function kindAt(path: string): "file" | "folder" | undefined {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.isFile()) return "file";
    return found?.isDirectory() ? "folder" : undefined;
  } catch {
    // Something is there that may not be looked at: listing it says why.
    return "folder";
  }
}

/** The system's word for what went wrong, for example `EACCES`; else the error itself. */
export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
