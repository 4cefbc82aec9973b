import { rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { copiesOf, databaseFileName } from "../app/store/database-file.ts";

/** What the platform writes into its data folder beside copies of the database. */
const ours = [
  databaseFileName,
  `${databaseFileName}-wal`,
  `${databaseFileName}-shm`,
  `${databaseFileName}-journal`,
  "redaction.key",
  "logs",
  "run",
];

/**
 * Removes the chats with their copies from before migrations, logs and run files, and the folder
 * itself when nothing else is in it; nothing else is ever removed.
 */
export async function purgeData(dataDirectory: string) {
  const paths = ours.map((name) => join(dataDirectory, name));
  for (const path of [...paths, ...copiesOf(join(dataDirectory, databaseFileName))]) {
    await rm(path, { recursive: true, force: true });
  }
  await rmdir(dataDirectory).catch((error) => {
    if (!["ENOTEMPTY", "EEXIST", "ENOENT"].includes(error.code)) throw error;
  });
}
