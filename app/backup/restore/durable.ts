import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { diskProblem } from "../../archive/disk-problem.ts";

/**
 * Writes a file, mode 600, whole or not at all, and has it on the disk when it returns. Leaves no draft
 * behind when it throws.
 */
export function writeDurably(path: string, text: string): void {
  const draft = `${path}.unfinished`;
  try {
    writeFileSync(draft, text, { mode: 0o600, flush: true });
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw diskProblem(error, path);
  }
  flushFolder(dirname(path));
}

/** Has what was renamed, made and removed in a folder on the disk when it returns. */
export function flushFolder(path: string): void {
  // Windows opens no folders, and writes its names through.
  if (process.platform === "win32") return;
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** The same of what is in a file. */
export function flushFile(path: string): void {
  const file = openSync(path, "r+");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
