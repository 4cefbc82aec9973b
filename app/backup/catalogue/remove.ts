import { rm } from "node:fs/promises";
import { join } from "node:path";
import { diskProblem } from "../../archive/disk-problem.ts";
import { syncFolder } from "../archive/durable-file.ts";
import { manifestCopyPath } from "../archive/manifest-copy.ts";
import { entryEnding } from "./entry.ts";

/**
 * Removes an archive with its entry and its manifest's copy. The entry goes first: what is cut off
 * leaves no entry of something that is gone.
 */
export async function removeBackup(directory: string, file: string): Promise<void> {
  const archive = join(directory, file);
  try {
    await rm(`${archive}${entryEnding}`, { force: true });
    await syncFolder(directory);
    for (const path of [archive, manifestCopyPath(archive)]) await rm(path, { force: true });
    await syncFolder(directory);
  } catch (error) {
    throw diskProblem(error, archive);
  }
}
