import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { replaceDurably } from "../archive/durable-file.ts";
import { backupTypes } from "../archive/name.ts";

export const entryVersion = 1;

/** What the names of entries end in; before that is the name of the archive. */
export const entryEnding = ".entry.json";

const entrySchema = z.object({
  entryVersion: z.literal(entryVersion),
  /** Name of the archive's file, in the same folder. */
  file: z.string(),
  /** Of the backup, as in its manifest. */
  id: z.uuid(),
  type: z.enum(backupTypes),
  /** When the run began, as ISO 8601 in UTC. */
  startedAt: z.iso.datetime(),
  sizeBytes: z.int().nonnegative(),
  /** Whether everything could be read. */
  complete: z.boolean(),
  /** When all of it was last read and found whole, as ISO 8601 in UTC; not set: never. */
  verifiedAt: z.iso.datetime().optional(),
  /** Days that backups of this type are kept, as the run was told; not set: for ever. */
  keepDays: z.int().positive().optional(),
  /** What each component counted, `{ application: { sessions: 1204 } }`. */
  counts: z.record(z.string(), z.record(z.string(), z.number())),
});

/** What the catalogue keeps of a backup. Made last: a backup without one does not count. */
export type CatalogueEntry = z.infer<typeof entrySchema>;

export function writeEntry(directory: string, entry: CatalogueEntry): Promise<void> {
  const text = `${JSON.stringify(entrySchema.parse(entry), null, 2)}\n`;
  return replaceDurably(join(directory, `${entry.file}${entryEnding}`), text);
}

/** The entry of an archive, by the name of its file; undefined where there is none that can be read. */
export async function readEntry(
  directory: string,
  file: string,
): Promise<CatalogueEntry | undefined> {
  try {
    const text = await readFile(join(directory, `${file}${entryEnding}`), "utf8");
    const entry = entrySchema.parse(JSON.parse(text));
    return entry.file === file ? entry : undefined;
  } catch {
    return undefined;
  }
}
