import { ArchiveDamaged } from "../backup/archive/errors.ts";
import { type FoundBackup, findBackup } from "../backup/catalogue/find.ts";
import { noteVerified } from "../backup/catalogue/verified.ts";
import { engineOf } from "../backup/engine/choose.ts";
import { exitCodes, Refused } from "../backup/exit-codes.ts";
import type { Settings } from "../settings.ts";
import { backupProblem } from "./backup-problem.ts";
import { sizeText } from "./backup-text.ts";
import { interruptionByPerson } from "./interruption.ts";
import { countText, durationText, printable, type Terminal } from "./terminal.ts";

/**
 * Reads all of an archive, and notes in the catalogue whether it is whole. Returns the exit code.
 */
export async function verifyBackupVerb(
  name: string,
  { json = false }: { json?: boolean },
  settings: Settings,
  terminal: Terminal,
): Promise<number> {
  const startedAt = performance.now();
  using interruption = interruptionByPerson();
  try {
    const backup = await findBackup(settings.backup.directory, name);
    const { path } = backup;
    const manifest = await engineOf(path, settings.backup)
      .verify(path, {
        signal: interruption.signal,
        onProgress: ({ bytes }) => terminal.status(`Verifying the archive, ${sizeText(bytes)}`),
      })
      .catch(async (error) => {
        if (error instanceof ArchiveDamaged) await note(backup, undefined, terminal);
        throw error;
      })
      .finally(() => terminal.status(""));
    await note(backup, Date.now(), terminal);
    const durationMs = performance.now() - startedAt;
    if (json) terminal.out(JSON.stringify({ path, verified: true, manifest, durationMs }));
    else {
      const files = countText(manifest.members.length, "file");
      const duration = durationText(durationMs);
      terminal.out(`${printable(backup.file)}   whole: ${files}, ${duration}`);
    }
    return exitCodes.done;
  } catch (error) {
    return backupProblem(error, terminal);
  }
}

/** What was found out counts, whether or not it could be noted. */
async function note(
  { entry, directory, file }: FoundBackup,
  verifiedAt: number | undefined,
  terminal: Terminal,
): Promise<void> {
  if (entry === undefined) return;
  try {
    await noteVerified(directory, file, verifiedAt);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    terminal.err("This is not noted in the catalogue: another run is at work there.");
  }
}
