import { readEntry, writeEntry } from "./entry.ts";
import { withBackupLock } from "./lock.ts";

/**
 * Notes in the catalogue when an archive was found whole, or with undefined that it is damaged, so
 * that no good one goes for it. Throws `Refused` while another run is at work.
 */
export function noteVerified(
  directory: string,
  file: string,
  verifiedAt: number | undefined,
): Promise<void> {
  return withBackupLock(directory, async () => {
    // It may have been removed meanwhile.
    const entry = await readEntry(directory, file);
    if (entry === undefined) return;
    const { verifiedAt: _, ...rest } = entry;
    const note = verifiedAt === undefined ? {} : { verifiedAt: new Date(verifiedAt).toISOString() };
    await writeEntry(directory, { ...rest, ...note });
  });
}
