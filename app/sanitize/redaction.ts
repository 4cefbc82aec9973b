import { createHmac } from "node:crypto";

/**
 * A kind of secret that was redacted, and how often, without its value. Its places are those of
 * `[redacted:<rule>:<hash>]` in what came out.
 */
export interface Finding {
  /** Id of the rule, for example `github-token`. */
  rule: string;
  /** Equal for equal secrets under one key. */
  hash: string;
  count: number;
}

/** Gives the placeholder that takes the place of `secret`, and counts it. */
export type Redact = (rule: string, secret: string) => string;

/** A `Redact` with the findings that it fills, in the order of first appearance. */
export function redactor(key: Uint8Array): { redact: Redact; findings: Finding[] } {
  const findings: Finding[] = [];
  const byPlaceholder = new Map<string, Finding>();
  const redact: Redact = (rule, secret) => {
    const hash = secretHash(key, secret);
    const text = `[redacted:${rule}:${hash}]`;
    const known = byPlaceholder.get(text);
    if (known !== undefined) {
      known.count++;
    } else {
      const finding = { rule, hash, count: 1 };
      byPlaceholder.set(text, finding);
      findings.push(finding);
    }
    return text;
  };
  return { redact, findings };
}

/**
 * Hex digits of a hash: 48 bits. Of stores with a hundred thousand different secrets one in 56,000
 * has two with the same hash, and a reader can still compare two by eye.
 */
const hashDigits = 12;

/** Matches every placeholder. */
export const placeholder = new RegExp(`\\[redacted:[a-z0-9-]+:[0-9a-f]{${hashDigits}}\\]`, "g");

/** HMAC-SHA256, shortened: without the key not even a short password can be guessed from it. */
function secretHash(key: Uint8Array, secret: string): string {
  return createHmac("sha256", key).update(canonical(secret)).digest("hex").slice(0, hashDigits);
}

/** A private key is written with line ends or, within JSON, with escapes of them. */
function canonical(secret: string): string {
  return secret.startsWith("-----BEGIN") ? secret.replace(/\\+[nrt]|\s/g, "") : secret;
}
