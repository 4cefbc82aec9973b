import { open } from "node:fs/promises";
import { chatApp } from "../../service.ts";
import { machine } from "../../settings.ts";
import type { KeySource } from "../settings.ts";
import type { MasterKey } from "./master-key.ts";
import { passphraseKey } from "./passphrase-key.ts";
import { rawKey, rawKeyBytes } from "./raw-key.ts";
import { vaultKey } from "./vault-key.ts";
import { vaultToken } from "./vault-token.ts";

/** Throws when the key's file is missing, holds no key, or can be read by others. */
export async function openKey(source: KeySource): Promise<MasterKey> {
  switch (source.kind) {
    case "file":
      return rawKey(await keyInFile(source.path));
    case "environment":
      return rawKey(keyOf(Buffer.from(source.key()), chatApp.environment.backup.key));
    case "passphrase":
      return passphraseKey(source.passphrase());
    case "vault": {
      const { keyUrl } = source;
      return vaultKey({ keyUrl, token: () => vaultToken(keyUrl, machine().environment) });
    }
  }
}

/** Keys that others may read are none. Windows has no such modes. */
const othersMode = process.platform === "win32" ? 0 : 0o077;
/** More than any key has; what is longer is some other file. */
const readBytes = 1024;

async function keyInFile(path: string): Promise<Buffer> {
  return keyOf(await secretIn(path), path);
}

/** A short one is soon guessed: scrypt makes that dear, not impossible. */
const leastPassphraseLength = 12;

/** The passphrase in a file, of one line. Throws as `openKey` does. */
export async function passphraseIn(path: string): Promise<string> {
  const text = (await secretIn(path)).toString().replace(/\r?\n$/, "");
  if (text.length >= leastPassphraseLength) return text;
  throw new Error(
    `${path}: a passphrase of fewer than ${leastPassphraseLength} characters is soon guessed; ` +
      "use a longer one",
  );
}

async function secretIn(path: string): Promise<Buffer> {
  await using file = await open(path).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${path}: the key's file cannot be read, got ${error.code}`, { cause: error });
  });
  const mode = (await file.stat()).mode & 0o777;
  if ((mode & othersMode) !== 0) {
    throw new Error(
      `${path}: others may read this key, got mode ${mode.toString(8)}; run chmod 600 on it`,
    );
  }
  const { buffer, bytesRead } = await file.read(Buffer.alloc(readBytes), 0, readBytes, 0);
  return buffer.subarray(0, bytesRead);
}

/** The content is 32 bytes, or base64 of them. */
function keyOf(content: Buffer, where: string): Buffer {
  if (content.length === rawKeyBytes) return content;
  const text = content.toString().trim();
  const key = Buffer.from(text, "base64");
  if (key.length === rawKeyBytes && key.toString("base64") === text) return key;
  throw new Error(
    `${where}: holds no key of ${rawKeyBytes} bytes; make one with openssl rand -base64 32`,
  );
}
