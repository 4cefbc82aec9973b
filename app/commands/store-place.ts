import { join } from "node:path";
import type { Settings } from "../settings.ts";
import { databaseFileName } from "../store/database-file.ts";

/** Where chats are stored, in words that hold no secret. */
export type StorePlace = { databasePath: string } | { databaseServer: string };

/** The file of the embedded database, else `host:port, database name`. */
export function storePlace({ dataDirectory, database }: Settings): StorePlace {
  if (database === undefined) return { databasePath: join(dataDirectory, databaseFileName) };
  const { host, port, name } = database;
  return { databaseServer: `${host}:${port}, database ${name}` };
}
