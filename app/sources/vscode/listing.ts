import type { Dirent } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { SourceFile } from "../model.ts";
import type { Report } from "../problems.ts";

/** Where a `User` folder holds sessions; `*` stands for any folder. */
const userLayouts = [
  ["workspaceStorage", "*", "chatSessions"],
  ["globalStorage", "emptyWindowChatSessions"],
  // The newest layout keeps the sessions of a profile together, by workspace.
  ["globalStorage", "chatSessions", "*"],
  ["profiles", "*", "globalStorage", "emptyWindowChatSessions"],
  ["profiles", "*", "globalStorage", "chatSessions", "*"],
];

/** Where any other folder may: as a `workspaceStorage`, one folder of it, or a loose folder. */
const looseLayouts = [["*", "chatSessions"], ["chatSessions"], []];

/**
 * The session files below `root`, in a fixed order: by layout, then by name. `root` is a `User`
 * folder, the folder above one, or a folder with sessions in it. Only real folders and files
 * count, no links, so that no walk can go in circles. Where one session has both formats, its
 * .jsonl is given, as VS Code does.
 */
export async function* sessionFiles(root: string, report: Report): AsyncGenerator<SourceFile> {
  const reportOnce = once(report);
  const { base, layouts } = await layoutOf(root, reportOnce);
  for (const layout of layouts) {
    for await (const folder of foldersBelow(base, layout, reportOnce)) {
      for (const name of sessionNames(await entriesOf(folder, reportOnce))) {
        const file = await sourceFile(join(folder, name), root, reportOnce);
        if (file !== undefined) yield file;
      }
    }
  }
}

/** Several layouts pass through one folder. */
function once(report: Report): Report {
  const reported = new Set<string>();
  return (problem) => {
    if (!reported.has(problem)) report(problem);
    reported.add(problem);
  };
}

/** A `User` folder is told by what it holds, so that its settings are never taken for sessions. */
async function layoutOf(root: string, report: Report) {
  const names = folderNames(await entriesOf(root, report));
  for (const base of names.includes("User") ? [root, join(root, "User")] : [root]) {
    const held = folderNames(await entriesOf(base, report));
    if (held.includes("workspaceStorage") || held.includes("globalStorage")) {
      return { base, layouts: userLayouts };
    }
  }
  return { base: root, layouts: looseLayouts };
}

async function* foldersBelow(
  folder: string,
  [step, ...rest]: string[],
  report: Report,
): AsyncGenerator<string> {
  if (step === undefined) {
    yield folder;
    return;
  }
  for (const name of folderNames(await entriesOf(folder, report))) {
    if (step === "*" || step === name) yield* foldersBelow(join(folder, name), rest, report);
  }
}

function folderNames(entries: Dirent[]): string[] {
  return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
}

function sessionNames(entries: Dirent[]): string[] {
  const names = entries.flatMap((entry) => (entry.isFile() ? [entry.name] : []));
  const logs = new Set(names.filter((name) => name.endsWith(".jsonl")));
  return names.filter(
    (name) =>
      logs.has(name) ||
      (name.endsWith(".json") && name !== "workspace.json" && !logs.has(`${name}l`)),
  );
}

/** By code unit, the same on every machine; nothing where the folder cannot be read. */
async function entriesOf(folder: string, report: Report): Promise<Dirent[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    report(`${folder}: cannot be listed, got ${codeOf(error)}; its sessions are left out`);
    return [];
  }
}

async function sourceFile(
  path: string,
  root: string,
  report: Report,
): Promise<SourceFile | undefined> {
  try {
    const { size, mtimeMs, ino } = await lstat(path, { bigint: true });
    return {
      path,
      root,
      sizeBytes: Number(size),
      modifiedAtMs: Number(mtimeMs),
      inode: String(ino),
    };
  } catch (error) {
    report(`${path}: cannot be read, got ${codeOf(error)}; left out`);
    return undefined;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
