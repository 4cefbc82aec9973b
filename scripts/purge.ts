import { rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { copiesOf, databaseFileName } from "../app/store/database-file.ts";
import {
  keptByRestores,
  restoreFolderName,
  unfinishedRestoreName,
} from "../app/store/unfinished-restore.ts";

/** What the platform writes into its data folder beside copies of the database. */
const ours = [
  databaseFileName,
  `${databaseFileName}-wal`,
  `${databaseFileName}-shm`,
  `${databaseFileName}-journal`,
  "redaction.key",
  unfinishedRestoreName,
  restoreFolderName,
  "logs",
  "run",
];

/**
 * Removes the chats with their copies from before migrations and restores, logs and run files, and the
 * folder itself when nothing else is in it; nothing else is ever removed, backups least of all.
 */
export async function purgeData(dataDirectory: string) {
  const paths = [
    ...ours.map((name) => join(dataDirectory, name)),
    ...copiesOf(join(dataDirectory, databaseFileName)),
    ...keptByRestores(dataDirectory),
  ];
  for (const path of paths) {
    await rm(path, { recursive: true, force: true });
  }
  await rmdir(dataDirectory).catch((error) => {
    if (!["ENOTEMPTY", "EEXIST", "ENOENT"].includes(error.code)) throw error;
  });
}
