import type { Kysely, Selectable } from "kysely";
import { type Scope, scopes } from "../access/scope.ts";
import type { Database } from "./tables.ts";

/** The API keys of everybody. Of a secret only its hash is here. */
export interface KeyStore {
  /** Undefined, with nothing stored, where the owner has a key of this name that is not revoked. */
  add(key: NewKey): Promise<ApiKey | undefined>;
  /** In the order in which they were made. */
  list(): Promise<ApiKey[]>;
  /** Keys whose secret starts with `prefix`, with its hash; revoked and expired ones too. */
  withPrefix(prefix: string): Promise<HashedKey[]>;
  /** Does nothing when the key was used within the last minute. */
  markUsed(id: number, at: number): Promise<void>;
  /** False where there is no such key, or it is revoked already. */
  revoke(id: number, at: number): Promise<boolean>;
}

export interface NewKey extends Omit<HashedKey, "id" | "lastUsedAt" | "revokedAt"> {}

export interface ApiKey {
  id: number;
  /** Whose chats it gives. */
  owner: string;
  /** What people call it; of the keys of one owner that are not revoked each has another. */
  name: string;
  /** Start of the secret, by which people recognise it. */
  prefix: string;
  scopes: Scope[];
  createdAt: number;
  /** From when on it is of no use; undefined for never. */
  expiresAt: number | undefined;
  /** To a minute; undefined before the first use. */
  lastUsedAt: number | undefined;
  revokedAt: number | undefined;
}

export interface HashedKey extends ApiKey {
  /** SHA-256 of the secret in hexadecimal digits. */
  secretHash: string;
}

/** Reads must not become writes, so the last use of a key is known to a minute only. */
export const lastUseAccuracyMs = 60_000;

/** The `KeyStore` of any SQL engine. */
export function sqlKeys(db: Kysely<Database>): KeyStore {
  return {
    add: (key) => addKey(db, key),
    async list() {
      const rows = await db.selectFrom("auth.api_keys").selectAll().orderBy("id").execute();
      return rows.map((row) => apiKey(row));
    },
    async withPrefix(prefix) {
      const rows = await db
        .selectFrom("auth.api_keys")
        .selectAll()
        .where("prefix", "=", prefix)
        .execute();
      return rows.map((row) => ({ ...apiKey(row), secretHash: row.secret_hash }));
    },
    async markUsed(id, at) {
      await db
        .updateTable("auth.api_keys")
        .set({ last_used_at: at })
        .where("id", "=", id)
        .where((eb) =>
          eb.or([eb("last_used_at", "is", null), eb("last_used_at", "<=", at - lastUseAccuracyMs)]),
        )
        .execute();
    },
    async revoke(id, at) {
      const { numUpdatedRows } = await db
        .updateTable("auth.api_keys")
        .set({ revoked_at: at })
        .where("id", "=", id)
        .where("revoked_at", "is", null)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },
  };
}

async function addKey(db: Kysely<Database>, key: NewKey): Promise<ApiKey | undefined> {
  const row = await db
    .insertInto("auth.api_keys")
    .values({
      owner: key.owner,
      name: key.name,
      prefix: key.prefix,
      secret_hash: key.secretHash,
      scopes: scopes.filter((scope) => key.scopes.includes(scope)).join(" "),
      created_at: key.createdAt,
      expires_at: key.expiresAt ?? null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
  return row && apiKey(row);
}

function apiKey(row: Selectable<Database["auth.api_keys"]>): ApiKey {
  const stored = row.scopes.split(" ");
  return {
    id: row.id,
    owner: row.owner,
    name: row.name,
    prefix: row.prefix,
    // One that a newer version knows gives nothing here.
    scopes: scopes.filter((scope) => stored.includes(scope)),
    createdAt: row.created_at,
    expiresAt: row.expires_at ?? undefined,
    lastUsedAt: row.last_used_at ?? undefined,
    revokedAt: row.revoked_at ?? undefined,
  };
}
