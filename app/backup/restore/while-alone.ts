import { join } from "node:path";
import { lockName, withFolderLock } from "../../archive/folder-lock.ts";
import { Refused } from "../exit-codes.ts";

/** Runs `work` while no other restore works in the data folder. Throws `Refused` when one does. */
export async function whileAlone<T>(directory: string, work: () => Promise<T>): Promise<T> {
  let isAlone = false;
  try {
    return await withFolderLock(directory, () => {
      isAlone = true;
      return work();
    });
  } catch (error) {
    const isOfLock = error instanceof Error && error.message.startsWith(join(directory, lockName));
    throw isOfLock && !isAlone ? new Refused(error.message, { cause: error }) : error;
  }
}
