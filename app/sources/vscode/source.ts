import { statSync } from "node:fs";
import { stat } from "node:fs/promises";
import { parse, resolve } from "node:path";
import type { ChatSource, Reading, SourceFile } from "../model.ts";
import { problemList } from "../problems.ts";
import { storable } from "../storable.ts";
import { sessionFiles } from "./listing.ts";
import { sessionFrom } from "./session.ts";
import { readSessionFile } from "./session-file.ts";
import { workspaceOf } from "./workspace.ts";

/**
 * The chats of VS Code. Each of `userFolders` is a `User` folder, the folder above one, or a folder
 * with session files in it; those that do not exist are passed over.
 */
export function vscodeSource({ userFolders }: { userFolders: string[] }): ChatSource {
  const folders = new Set(userFolders.map((folder) => resolve(folder)));
  const roots = [...folders].filter(mayBeFolder);
  return {
    kind: "vscode",
    roots,
    async *list(onProblem) {
      for (const root of roots) yield* sessionFiles(root, onProblem);
    },
    read: readOrFallBack,
  };
}

function mayBeFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch {
    // Something is there that may not be looked at: the listing reports why.
    return true;
  }
}

/** VS Code leaves the older .json behind when it moves a session to .jsonl, and falls back to it. */
async function readOrFallBack(file: SourceFile): Promise<Reading> {
  try {
    return await readAt(file.path, file);
  } catch (error) {
    const older = file.path.replace(/\.jsonl$/, ".json");
    if (older === file.path || !(await isFile(older))) throw error;
    const reading = await readAt(older, file).catch(() => Promise.reject(error));
    const reason = error instanceof Error ? error.message : String(error);
    const problem = `${parse(file.path).base}: ${reason}; read ${parse(older).base} instead`;
    return { ...reading, problems: [problem, ...reading.problems] };
  }
}

async function readAt(path: string, { modifiedAtMs }: SourceFile): Promise<Reading> {
  const { report, sentences } = problemList();
  const raw = await readSessionFile(path);
  const workspace = await workspaceOf(path, report);
  const session = sessionFrom(
    storable(raw.state),
    { fallbackId: parse(path).name, fallbackTime: modifiedAtMs, workspace },
    report,
  );
  return { session, problems: [...raw.problems, ...sentences()], torn: raw.torn };
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
