import { existsSync } from "node:fs";
import { basename, dirname, join, resolve, sep } from "node:path";
import { isBackupFileName } from "../archive/name.ts";
import { type CatalogueEntry, readEntry } from "./entry.ts";
import { listBackups } from "./list.ts";

/** An archive that somebody has named. */
export interface FoundBackup {
  /** Its folder, absolute. */
  directory: string;
  /** Name of its file. */
  file: string;
  path: string;
  /** Undefined for an archive that is in no catalogue. */
  entry: CatalogueEntry | undefined;
}

/**
 * Finds an archive by the name of its file, by that name without its endings, or by its path. Throws
 * when there is none.
 */
export async function findBackup(directory: string, name: string): Promise<FoundBackup> {
  if (name.includes(sep) || name.includes("/")) return foundAt(resolve(name), name);
  const { backups, uncatalogued } = await listBackups(directory);
  const files = [...backups.map(({ file }) => file), ...uncatalogued];
  const [file, another] = files.filter((one) => one === name || one.split(".")[0] === name);
  if (file !== undefined && another === undefined) return foundAt(join(directory, file), name);
  throw new Error(
    another === undefined
      ? `${name}: no such backup in ${directory}; chats backup list shows all`
      : `${name}: are two archives, ${file} and ${another}; use the whole name of one`,
  );
}

async function foundAt(path: string, name: string): Promise<FoundBackup> {
  if (!existsSync(path)) throw new Error(`${name}: there is no such archive`);
  const [directory, file] = [dirname(path), basename(path)];
  const isOfBackup = isBackupFileName(file);
  const entry = isOfBackup ? await readEntry(directory, file) : undefined;
  return { directory, file, path, entry };
}
