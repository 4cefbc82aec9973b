import type { ApiKey, KeyStore } from "../store/keys.ts";
import type { Scope } from "./scope.ts";
import { newSecret, prefixOf, secretHash } from "./secret.ts";

export interface KeyRequest {
  owner: string;
  /** What people call it. */
  name: string;
  /** At least one. */
  scopes: Scope[];
  /** Whole days from now on, from 1 to `longestLifeDays`; absent: it never expires. */
  expiresDays?: number | undefined;
}

export interface CreatedKey {
  key: ApiKey;
  /** Is kept nowhere, so this is the only time to show it. */
  secret: string;
}

export const longestLifeDays = 36_500;

const dayMs = 86_400_000;

/** Undefined, with nothing stored, where the owner has a key of this name that is not revoked. */
export async function createKey(
  keys: KeyStore,
  { owner, name, scopes, expiresDays }: KeyRequest,
  now: number,
): Promise<CreatedKey | undefined> {
  const secret = newSecret();
  const key = await keys.add({
    owner,
    name,
    prefix: prefixOf(secret),
    secretHash: secretHash(secret),
    scopes,
    createdAt: now,
    expiresAt: expiresDays === undefined ? undefined : now + expiresDays * dayMs,
  });
  return key && { key, secret };
}

/** Why a key cannot have this name, for people; undefined when it can. */
export function keyNameProblem(name: string): string | undefined {
  if (name === name.trim() && /^\P{Cc}{1,100}$/u.test(name)) return undefined;
  return (
    `not a name of a key, got ${JSON.stringify(name.slice(0, 120))}; use 1 to 100 characters on ` +
    "one line, without spaces around them"
  );
}
