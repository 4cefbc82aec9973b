import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Is in a data folder while a restore puts files in the place of others there. */
export const unfinishedRestoreName = "restore-unfinished.json";

/** Folder in a data folder where a restore works; on the same disk, so that files are moved at once. */
export const restoreFolderName = ".restore";

/** What the folder is called where the files that a restore has replaced are kept. */
export function keptFolderName(stamp: string): string {
  return `before-restore-${stamp}`;
}

/** Paths of such folders in a data folder. */
export function keptByRestores(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .filter((name) => /^before-restore-\d{8}_\d{6}$/.test(name))
    .map((name) => join(directory, name));
}

/** Throws in a folder that has files of two databases, because a restore there was cut off. */
export function refuseHalfRestored(directory: string): void {
  if (!existsSync(join(directory, unfinishedRestoreName))) return;
  throw new Error(
    `${directory}: a restore is at work here, or was cut off, and the chats are not whole; ` +
      "if it has ended, run npm run chats -- restore --roll-back, or the same restore again",
  );
}
