import { readdir } from "node:fs/promises";
import { diskProblem } from "../../archive/disk-problem.ts";
import { isBackupFileName } from "../archive/name.ts";
import { type CatalogueEntry, entryEnding, readEntry } from "./entry.ts";

export interface BackupList {
  /** Newest first. */
  backups: CatalogueEntry[];
  /** Archives without an entry: of a run that died before its end, or brought here by somebody. */
  uncatalogued: string[];
  /** Entries whose archive is gone. */
  missing: CatalogueEntry[];
}

/** What a folder of backups holds; nothing for a folder that is not there. */
export async function listBackups(directory: string): Promise<BackupList> {
  const names = new Set(await namesIn(directory));
  const entries = new Map<string, CatalogueEntry>();
  for (const name of names) {
    if (!name.endsWith(entryEnding)) continue;
    const file = name.slice(0, -entryEnding.length);
    const entry = await readEntry(directory, file);
    if (entry !== undefined) entries.set(file, entry);
  }
  const newestFirst = [...entries.values()].sort(
    (one, other) => Date.parse(other.startedAt) - Date.parse(one.startedAt),
  );
  return {
    backups: newestFirst.filter(({ file }) => names.has(file)),
    uncatalogued: [...names].filter((name) => isBackupFileName(name) && !entries.has(name)).sort(),
    missing: newestFirst.filter(({ file }) => !names.has(file)),
  };
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw diskProblem(error, directory);
  }
}
