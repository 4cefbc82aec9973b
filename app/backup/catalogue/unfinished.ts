import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { lockName } from "../../archive/folder-lock.ts";
import { unfinishedPrefix } from "../archive/durable-file.ts";
import { manifestCopyPath } from "../archive/manifest-copy.ts";
import { isBackupFileName } from "../archive/name.ts";

const copyEnding = manifestCopyPath("");

/**
 * Removes what a run that died left behind: files without their name yet, copies of manifests that
 * came before their archives did, and requests for the lock. Whoever calls this holds the lock.
 */
export async function removeUnfinished(directory: string): Promise<void> {
  const names = new Set(await readdir(directory));
  for (const name of names) {
    const archive = name.endsWith(copyEnding) ? name.slice(0, -copyEnding.length) : undefined;
    const isLoneCopy = archive !== undefined && isBackupFileName(archive) && !names.has(archive);
    const path = join(directory, name);
    const isLeft =
      name.startsWith(unfinishedPrefix) || isLoneCopy || (await isOldRequest(name, path));
    if (isLeft) await rm(path, { force: true });
  }
}

/** Another run may be asking just now. */
const requestMs = 60_000;

async function isOldRequest(name: string, path: string): Promise<boolean> {
  if (!name.startsWith(`${lockName}.`)) return false;
  const state = await stat(path).catch(() => undefined);
  return state !== undefined && Date.now() - state.mtimeMs > requestMs;
}
