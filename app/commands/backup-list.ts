import { KeyNeeded, WrongKey } from "../backup/archive/errors.ts";
import type { Manifest } from "../backup/archive/manifest.ts";
import { findBackup } from "../backup/catalogue/find.ts";
import { listBackups } from "../backup/catalogue/list.ts";
import { engineOf } from "../backup/engine/choose.ts";
import { exitCodes } from "../backup/exit-codes.ts";
import type { Settings } from "../settings.ts";
import { backupListLines, entryLines, manifestLines } from "./backup-list-text.ts";
import { backupProblem } from "./backup-problem.ts";
import type { Terminal } from "./terminal.ts";

/** Prints what the folder of backups holds. Returns the exit code. */
export async function listBackupsVerb(
  { json = false }: { json?: boolean },
  settings: Settings,
  terminal: Terminal,
): Promise<number> {
  const { directory } = settings.backup;
  try {
    const list = await listBackups(directory);
    if (json) terminal.out(JSON.stringify({ directory, ...list }));
    else backupListLines(list, directory, terminal.style).forEach(terminal.out);
    return exitCodes.done;
  } catch (error) {
    return backupProblem(error, terminal);
  }
}

/**
 * Prints what an archive says about itself. Without its key that is what the catalogue knows of an
 * encrypted one. Returns the exit code.
 */
export async function showBackupVerb(
  name: string,
  { json = false }: { json?: boolean },
  settings: Settings,
  terminal: Terminal,
): Promise<number> {
  try {
    const { path, entry } = await findBackup(settings.backup.directory, name);
    const reading = await engineOf(path, settings.backup)
      .readManifest(path)
      .catch((error: unknown) => error as Error);
    if (reading instanceof Error) {
      const isOfKey = reading instanceof KeyNeeded || reading instanceof WrongKey;
      if (!isOfKey || entry === undefined) throw reading;
      terminal.err(reading.message);
    }
    const manifest: Manifest | undefined = reading instanceof Error ? undefined : reading;
    if (json) {
      terminal.out(JSON.stringify({ path, entry: entry ?? null, manifest: manifest ?? null }));
    } else {
      if (entry !== undefined) entryLines(entry, terminal.style).forEach(terminal.out);
      if (manifest !== undefined) manifestLines(manifest, terminal.style).forEach(terminal.out);
    }
    return exitCodes.done;
  } catch (error) {
    return backupProblem(error, terminal);
  }
}
