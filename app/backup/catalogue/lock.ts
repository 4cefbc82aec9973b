import { join } from "node:path";
import { lockName, withFolderLock } from "../../archive/folder-lock.ts";
import { Refused } from "../exit-codes.ts";
import { removeUnfinished } from "./unfinished.ts";

/**
 * Runs `work` while no other run works in the folder of backups, which is made when missing. Throws
 * `Refused` when one does; takes over from one that died, and removes what it left unfinished.
 */
export async function withBackupLock<T>(directory: string, work: () => Promise<T>): Promise<T> {
  let isHeld = false;
  try {
    return await withFolderLock(directory, async () => {
      isHeld = true;
      await removeUnfinished(directory);
      return work();
    });
  } catch (error) {
    if (isHeld || !isOfLock(error, directory)) throw error;
    throw new Refused(error.message, { cause: error });
  }
}

/** What the disk refuses is told of the folder, what another run refuses of the lock in it. */
function isOfLock(error: unknown, directory: string): error is Error {
  return error instanceof Error && error.message.startsWith(`${join(directory, lockName)}:`);
}
