import { createReadStream } from "node:fs";
import type { Database } from "better-sqlite3";
import { queryCopy } from "../database-copy.ts";
import { isRecord, parseJson, typeName } from "../json.ts";
import type { SourceFile } from "../model.ts";

/** Name of the database in which VS Code keeps the state of a workspace, and once its chats. */
export const stateDatabase = "state.vscdb";

const chatsKey = "interactive.sessions";

/** Whether a database has chats in it. */
export type ChatsInDatabase = (file: SourceFile) => Promise<boolean>;

/**
 * Looks at each state of a database once. Only one that has the key's name somewhere in its bytes
 * is opened: most have not, and there is one for every workspace.
 */
export function chatsInDatabases(): ChatsInDatabase {
  const known = new Map<string, Promise<boolean>>();
  return ({ path, sizeBytes, modifiedAtMs }) => {
    const state = JSON.stringify([path, sizeBytes, modifiedAtMs]);
    const answer = known.get(state) ?? holdsChats(path);
    known.set(state, answer);
    return answer;
  };
}

async function holdsChats(path: string): Promise<boolean> {
  if (!(await holdsBytes(path, Buffer.from(chatsKey)))) return false;
  const text = await queryCopy(path, chatsIn);
  return text !== undefined && text.length > "[]".length;
}

/** The chats in the database at `path`, as VS Code wrote them: a list, or an object by identifier. */
export async function chatsInDatabase(path: string): Promise<unknown[]> {
  const text = await queryCopy(path, chatsIn);
  const chats = text === undefined ? [] : parseJson(text);
  if (Array.isArray(chats)) return chats;
  if (isRecord(chats)) return Object.values(chats);
  throw new Error(`${chatsKey}: expected a list, got ${typeName(chats)}`);
}

async function holdsBytes(path: string, bytes: Buffer): Promise<boolean> {
  let end: Uint8Array = new Uint8Array();
  for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 })) {
    const window = Buffer.concat([end, chunk]);
    if (window.includes(bytes)) return true;
    end = window.subarray(1 - bytes.length);
  }
  return false;
}

function chatsIn(database: Database): string | undefined {
  const row = database
    .prepare<[string], { value: unknown }>("SELECT value FROM ItemTable WHERE key = ?")
    .get(chatsKey);
  if (typeof row?.value === "string") return row.value;
  return Buffer.isBuffer(row?.value) ? row.value.toString() : undefined;
}
