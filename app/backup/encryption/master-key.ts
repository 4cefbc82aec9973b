/**
 * A key that wraps the data keys of archives, wherever it is kept. It wraps and unwraps only, so
 * that it need not leave a vault.
 */
export interface MasterKey {
  /** Fingerprint; `passphrase` for a passphrase, of which each archive makes a key of its own. */
  id: string;
  /** Encrypts `dataKey`; what comes back opens with the same `context` alone. */
  wrap(dataKey: Buffer, context: Buffer): Promise<WrappedKey>;
  /** Throws `WrongKey` when another key, or another context, was used to wrap it. */
  unwrap(wrapped: WrappedKey, context: Buffer): Promise<Buffer>;
  /** The password of restic's repositories; absent for a key that never leaves its vault. */
  resticPassword?: () => string;
}

/** A data key that a master key has encrypted, as it stands in an archive. */
export interface WrappedKey {
  /** Fingerprint of the key that opens it, 32 hexadecimal digits. */
  keyId: string;
  kind: KeyKind;
  /** What the master key needs besides itself: salt and cost of a passphrase, for example. */
  parameters: Buffer;
  bytes: Buffer;
}

export type KeyKind = (typeof keyKinds)[number];

/** In the order of their numbers in an archive, from 1. */
export const keyKinds = ["key", "passphrase", "vault"] as const;
