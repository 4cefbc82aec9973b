import { randomBytes } from "node:crypto";
import { z } from "zod";
import { ArchiveDamaged, WrongKey } from "../archive/errors.ts";
import type { MasterKey } from "./master-key.ts";
import { fingerprint, unwrapUnder, wrapUnder } from "./wrapping.ts";

export interface VaultKeyOptions {
  /** Of the key, without its version: `https://<vault>.vault.azure.net/keys/<name>`. */
  keyUrl: string;
  /** A token for `https://vault.azure.net`; asked for before each request. */
  token: () => Promise<string>;
}

/**
 * An RSA key that stays in Azure Key Vault. The vault wraps a key of one archive, and that one wraps
 * the data key: RSA-OAEP by itself is bound to no context.
 */
export function vaultKey({ keyUrl, token }: VaultKeyOptions): MasterKey {
  return {
    id: idOf(keyUrl),
    wrap: async (dataKey, context) => {
      const key = randomBytes(32);
      // The newest version answers, and says which one it is.
      const { kid, value } = await ask(keyUrl, "wrapkey", key, token);
      const length = Buffer.alloc(2);
      length.writeUInt16BE(value.length);
      return {
        keyId: idOf(kid),
        kind: "vault",
        parameters: Buffer.from(kid),
        bytes: Buffer.concat([length, value, wrapUnder(key, dataKey, context)]),
      };
    },
    unwrap: async (wrapped, context) => {
      const kid = wrapped.parameters.toString();
      // The token goes to the vault of the settings, never to an address out of an archive.
      if (wrapped.kind !== "vault" || !isVersionOf(keyUrl, kid)) {
        throw new WrongKey(`opens with ${wrapped.kind} ${wrapped.keyId}, got the key ${keyUrl}`);
      }
      if (wrapped.bytes.length < 2) throw new ArchiveDamaged("the wrapped key is damaged");
      const end = 2 + wrapped.bytes.readUInt16BE();
      const { value } = await ask(kid, "unwrapkey", wrapped.bytes.subarray(2, end), token);
      return unwrapUnder(value, wrapped.bytes.subarray(end), context);
    },
  };
}

function isVersionOf(keyUrl: string, kid: string): boolean {
  return kid.startsWith(`${keyUrl}/`) && /^\w+$/.test(kid.slice(keyUrl.length + 1));
}

function idOf(url: string): string {
  return fingerprint(Buffer.from(url));
}

/** https://learn.microsoft.com/rest/api/keyvault/keys/wrap-key */
const apiVersion = "7.4";
const algorithm = "RSA-OAEP-256";
const timeoutMs = 30_000;

const answer = z.object({ kid: z.string(), value: z.string() });

async function ask(
  url: string,
  operation: "wrapkey" | "unwrapkey",
  value: Buffer,
  token: VaultKeyOptions["token"],
): Promise<{ kid: string; value: Buffer }> {
  const response = await fetch(`${url}/${operation}?api-version=${apiVersion}`, {
    method: "POST",
    headers: { authorization: `Bearer ${await token()}`, "content-type": "application/json" },
    body: JSON.stringify({ alg: algorithm, value: value.toString("base64url") }),
    redirect: "error",
    signal: AbortSignal.timeout(timeoutMs),
  }).catch((error) => {
    throw new Error(
      `${url}: the vault cannot be reached (${reasonOf(error)}); check its address and the network`,
      { cause: error },
    );
  });
  if (!response.ok) {
    throw new Error(
      `${url}: the vault refused ${operation}, got ${response.status}; its key must be an RSA key ` +
        "that this identity may wrap and unwrap with",
    );
  }
  const { kid, value: text } = answer.parse(await response.json());
  return { kid, value: Buffer.from(text, "base64url") };
}

/** What `fetch` throws says why in its cause. */
function reasonOf({ name, cause }: Error): string {
  return cause instanceof Error && "code" in cause ? String(cause.code) : name;
}
