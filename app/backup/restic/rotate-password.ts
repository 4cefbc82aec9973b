import { WrongKey } from "../archive/errors.ts";
import type { KeyChange } from "../encryption/rotate.ts";
import { openRepository, passwordOf, type RepositorySettings } from "./open-repository.ts";
import type { ResticRepository } from "./repository.ts";

/**
 * Lets the password of another key open the repository of the archives in `directory`. The first one goes
 * when the other one has opened it; a change that was cut off is taken up where it ended. Throws
 * `WrongKey` where neither opens it.
 */
export async function rotatePassword(
  directory: string,
  change: KeyChange,
  settings: RepositorySettings,
): Promise<"rotated" | "unchanged"> {
  const from = openRepository(directory, change.from, settings);
  const to = openRepository(directory, change.to, settings);
  const hasNew = (await keyIdOf(to)) !== undefined;
  const oldKey = hasNew ? await keyIdOf(from) : await from.keyId();
  if (!hasNew) await from.addKey(passwordOf(change.to, directory));
  const newKey = await to.keyId();
  if (oldKey === undefined || oldKey === newKey) return "unchanged";
  await to.removeKey(oldKey);
  return "rotated";
}

async function keyIdOf(repository: ResticRepository): Promise<string | undefined> {
  return repository.keyId().catch((error) => {
    if (error instanceof WrongKey) return undefined;
    throw error;
  });
}
