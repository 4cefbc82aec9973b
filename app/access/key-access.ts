import type { FastifyRequest } from "fastify";
import { Problem } from "../http/problem.ts";
import { type HashedKey, type KeyStore, lastUseAccuracyMs } from "../store/keys.ts";
import { loggableError } from "../telemetry/log.ts";
import type { Access } from "./access.ts";
import { type Caller, unauthorized } from "./caller.ts";
import { equalHashes, isSecret, prefixOf, secretHash } from "./secret.ts";
import { type WrongKeys, wrongKeys } from "./wrong-keys.ts";

export interface KeyAccessParts {
  keys: KeyStore;
  /** The key of whoever runs the installation, which is not stored; undefined for none. */
  adminKey: (() => string) | undefined;
  /** Milliseconds since 1970; default `Date.now`. */
  now?: () => number;
  wrong?: WrongKeys;
}

/** Whoever asks must send a key, `Authorization: Bearer <key>`. A key is never logged. */
export function keyAccess(parts: KeyAccessParts): Access {
  const { keys, adminKey, now = Date.now, wrong = wrongKeys() } = parts;
  const adminHash = adminKey && secretHash(adminKey());
  /** Hashes of keys that were right, so that others at one address do not lock them out. */
  const known = new Set<string>();

  return {
    trustsPort: false,
    async identify(request) {
      const { authorization } = request.headers;
      if (authorization === undefined) throw unauthorized();
      const secret = bearerToken(authorization);
      const hash = secretHash(secret ?? "");
      // Not the address that a header tells of: anybody can write one.
      const address = request.ip;
      if (!known.has(hash)) refuseForNow(wrong.waitSeconds(address));

      if (adminHash !== undefined && equalHashes(hash, adminHash)) {
        known.add(hash);
        return administrator;
      }
      const key = secret === undefined ? undefined : await storedKey(keys, secret, hash, now());
      if (key === undefined) {
        known.delete(hash);
        wrong.count(address);
        throw unauthorized();
      }
      known.add(hash);
      noteUse(request, keys, key, now());
      return { owner: key.owner, scopes: new Set(key.scopes), keyId: key.id };
    },
  };
}

/** Has no chats: no owner's name is empty. */
const administrator: Caller = { owner: "", scopes: new Set(["admin"]), keyId: undefined };

/** The key in an `Authorization` header; undefined where none can be in it. */
function bearerToken(header: string): string | undefined {
  return /^Bearer +([\x21-\x7e]{1,512}) *$/i.exec(header)?.[1];
}

function refuseForNow(waitSeconds: number): void {
  if (waitSeconds === 0) return;
  throw new Problem(
    429,
    "too_many_wrong_keys",
    `Authorization: too many wrong keys from this address; wait ${waitSeconds} seconds`,
    "Authorization",
    { "retry-after": String(waitSeconds) },
  );
}

async function storedKey(
  keys: KeyStore,
  secret: string,
  hash: string,
  now: number,
): Promise<HashedKey | undefined> {
  if (!isSecret(secret)) return undefined;
  const candidates = await keys.withPrefix(prefixOf(secret));
  return candidates.find(
    ({ secretHash, revokedAt, expiresAt = Number.POSITIVE_INFINITY }) =>
      equalHashes(hash, secretHash) && revokedAt === undefined && now < expiresAt,
  );
}

/** The answer does not wait for it, nor fail with it. */
function noteUse(request: FastifyRequest, keys: KeyStore, key: HashedKey, now: number): void {
  if (key.lastUsedAt !== undefined && now - key.lastUsedAt < lastUseAccuracyMs) return;
  keys.markUsed(key.id, now).catch((error) => {
    request.log.warn({ error: loggableError(error), keyId: key.id }, "a use was not noted");
  });
}
