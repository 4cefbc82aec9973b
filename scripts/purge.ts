import { rm, rmdir } from "node:fs/promises";
import { join } from "node:path";

/** What the platform writes into its data folder; nothing else is ever removed. */
const ours = ["chats.db", "chats.db-wal", "chats.db-shm", "redaction.key", "logs", "run"];

/** Removes the chats, logs and run files, and the folder itself when nothing else is in it. */
export async function purgeData(dataDirectory: string) {
  for (const name of ours) {
    await rm(join(dataDirectory, name), { recursive: true, force: true });
  }
  await rmdir(dataDirectory).catch((error) => {
    if (!["ENOTEMPTY", "EEXIST", "ENOENT"].includes(error.code)) throw error;
  });
}
