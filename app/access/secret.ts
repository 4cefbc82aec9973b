import { hash, randomBytes, timingSafeEqual } from "node:crypto";

/** Tells a key of this application from those of others, to people and to scanners for secrets. */
const marker = "cpk_";

/** Of these a key has 256 random bits, which nobody guesses, and the prefix shows 48. */
const secretBytes = 32;
const prefixLength = marker.length + 8;

const secretShape = new RegExp(`^${marker}[A-Za-z0-9_-]{43}$`);

/** A new key, `cpk_` and 32 random bytes in base64url. */
export function newSecret(): string {
  return marker + randomBytes(secretBytes).toString("base64url");
}

/** Whether `text` could be a key. */
export function isSecret(text: string): boolean {
  return secretShape.test(text);
}

/** The part of a key that is stored and shown. */
export function prefixOf(secret: string): string {
  return secret.slice(0, prefixLength);
}

/**
 * What is kept of a key: SHA-256, without salt and once. Slow hashes protect passwords, which can
 * be guessed; among 2^256 equally likely keys there is nothing to try, and a slow hash would let
 * anybody keep the server busy.
 */
export function secretHash(secret: string): string {
  return hash("sha256", secret);
}

/** Takes as long for any two hashes of `secretHash`. */
export function equalHashes(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}
