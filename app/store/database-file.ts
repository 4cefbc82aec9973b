import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** Name of the embedded database's file in the data directory. */
export const databaseFileName = "chats.db";

/** The copies that were made of the database file at `path` before migrations. */
export function copiesOf(path: string): string[] {
  const folder = dirname(path);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.startsWith(`${basename(path)}.before-`))
    .map((name) => join(folder, name));
}
