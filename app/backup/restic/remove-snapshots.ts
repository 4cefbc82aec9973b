import { join } from "node:path";
import { readEntry } from "../catalogue/entry.ts";
import { removeBackup } from "../catalogue/remove.ts";
import { notesIn, removeNote, writeNote } from "./notes.ts";
import type { ResticRepository } from "./repository.ts";
import { readSnapshotFile } from "./snapshot-file.ts";

/** Removes the files of backups, and then what the repository has for them alone. */
export async function removeSnapshots(
  directory: string,
  files: string[],
  repository: ResticRepository,
): Promise<void> {
  for (const file of files) {
    const id = await idOf(directory, file);
    if (id !== undefined) await writeNote(directory, { file, id });
    await removeBackup(directory, file);
  }
  await letGoOfNoted(directory, repository);
}

/** A file that is gone, or damaged, has its entry still. */
async function idOf(directory: string, file: string): Promise<string | undefined> {
  const snapshot = await readSnapshotFile(join(directory, file)).catch(() => undefined);
  return snapshot?.id ?? (await readEntry(directory, file))?.id;
}

/** Lets go of the snapshots that were noted and that no file names. */
export async function letGoOfNoted(
  directory: string,
  repository: Pick<ResticRepository, "letGo">,
): Promise<void> {
  const { unnamed, done } = await notesIn(directory);
  if (unnamed.length > 0) await repository.letGo(unnamed.map(({ id }) => id));
  for (const note of [...unnamed, ...done]) await removeNote(directory, note);
}
