import { createKey, type KeyRequest } from "../access/new-key.ts";
import { chatApp } from "../service.ts";
import type { Settings } from "../settings.ts";
import type { KeyStore } from "../store/keys.ts";
import { openDatabase } from "../store/open.ts";
import { jsonLog } from "../telemetry/log.ts";
import { createdLines, keyLines } from "./keys-text.ts";
import type { Terminal } from "./terminal.ts";

export interface CreateKeyOptions extends KeyRequest {
  /** Prints one JSON object with the key and its secret. */
  json?: boolean;
}

/**
 * Makes an API key. The key alone goes to the result, so that it can be put into a variable; what
 * people read goes to the other stream. Returns the exit code.
 */
export function createKeyVerb(
  options: CreateKeyOptions,
  settings: Settings,
  terminal: Terminal,
): Promise<number> {
  return withKeys(settings, async (keys) => {
    const created = await createKey(keys, options, Date.now());
    if (created === undefined) {
      terminal.err(
        `--name: ${options.owner} has a key of this name, got ${JSON.stringify(options.name)}; ` +
          "use another name or revoke that key",
      );
      return 1;
    }
    const { key, secret } = created;
    if (options.json) {
      terminal.out(JSON.stringify({ ...key, secret }));
      return 0;
    }
    terminal.out(secret);
    createdLines(key).forEach(terminal.err);
    if (settings.access.by !== "keys") {
      terminal.err(`A server asks for keys when it runs with ${chatApp.environment.access}=keys.`);
    }
    return 0;
  });
}

/** Prints every key that was ever made, without its secret. Returns the exit code. */
export function listKeysVerb(
  options: { json?: boolean },
  settings: Settings,
  terminal: Terminal,
): Promise<number> {
  return withKeys(settings, async (keys) => {
    const all = await keys.list();
    if (options.json) terminal.out(JSON.stringify({ keys: all }));
    else keyLines(all, Date.now(), terminal.style).forEach(terminal.out);
    return 0;
  });
}

/** Takes a key its effect, from the next request on. Returns the exit code. */
export function revokeKeyVerb(
  id: number,
  options: { json?: boolean },
  settings: Settings,
  terminal: Terminal,
): Promise<number> {
  return withKeys(settings, async (keys) => {
    const revoked = await keys.revoke(id, Date.now());
    if (options.json) terminal.out(JSON.stringify({ id, revoked }));
    else if (revoked) terminal.out(`Key ${id} is of no use any more.`);
    else terminal.err(`${id}: no such key that works; chats keys list shows all of them`);
    return revoked ? 0 : 1;
  });
}

async function withKeys(
  settings: Settings,
  work: (keys: KeyStore) => Promise<number>,
): Promise<number> {
  const database = await openDatabase(settings, jsonLog(settings.logLevel, process.stderr));
  try {
    return await work(database.keys);
  } finally {
    await database.close();
  }
}
