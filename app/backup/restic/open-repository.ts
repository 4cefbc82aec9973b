import { join } from "node:path";
import { chatApp } from "../../service.ts";
import { KeyNeeded, WrongKey } from "../archive/errors.ts";
import type { MasterKey } from "../encryption/master-key.ts";
import { withoutPasswords } from "./problem.ts";
import { type ResticRepository, resticRepository } from "./repository.ts";

export interface RepositorySettings {
  /** In any form that restic takes; undefined for the folder `restic` beside the archives. */
  repository: (() => string) | undefined;
  /** Time that another run on the repository is waited for; default a minute. */
  lockWaitSeconds?: number | undefined;
}

const { keyFile, key: rawKey, passphrase } = chatApp.environment.backup;

/**
 * The repository of the archives in `directory`. Throws `KeyNeeded`, and `WrongKey` for a key that gives
 * no password.
 */
export function openRepository(
  directory: string,
  key: MasterKey | undefined,
  { repository, lockWaitSeconds }: RepositorySettings,
): ResticRepository {
  const place = repository?.() ?? join(directory, "restic");
  return resticRepository({
    repository: place,
    password: passwordOf(key, withoutPasswords(place)),
    lockWaitSeconds,
  });
}

/** Throws as `openRepository`; `place` begins the messages. */
export function passwordOf(key: MasterKey | undefined, place: string): string {
  if (key === undefined) throw new KeyNeeded(`${place}: is encrypted, and no key is set`);
  if (key.resticPassword !== undefined) return key.resticPassword();
  throw new WrongKey(
    `${place}: opens with a password, and this key never leaves its vault; use ${keyFile}, ${rawKey} ` +
      `or ${passphrase}`,
  );
}
