import { readFile } from "node:fs/promises";
import { z } from "zod";
import { unreadable } from "../archive/archive-file.ts";
import { ArchiveDamaged } from "../archive/errors.ts";
import { versionedContent } from "../archive/versioned-text.ts";

const product = "copilot-chats-snapshot";

/** Files of each version are read for ever; this one is written. */
const formatVersion = 1;

const snapshotSchema = z.object({
  product: z.literal(product),
  formatVersion: z.literal(formatVersion),
  /** Of the backup, as in its manifest. */
  id: z.uuid(),
  /** Id of the snapshot, which is a hash of all that is in it. */
  snapshot: z.string().regex(/^[\da-f]{64}$/),
});

/**
 * What stands for a backup in its folder. Where the repository is, settings alone say: a file that
 * somebody has brought sends nobody's password anywhere.
 */
export type SnapshotFile = Pick<z.infer<typeof snapshotSchema>, "id" | "snapshot">;

export function snapshotFileText(content: SnapshotFile): string {
  return `${JSON.stringify(snapshotSchema.parse({ product, formatVersion, ...content }), null, 2)}\n`;
}

/** Throws `NotOurArchive`, `NewerFormat` or `ArchiveDamaged`. */
export async function readSnapshotFile(path: string): Promise<SnapshotFile> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw unreadable(path, error);
  });
  const notOurs = "names no snapshot of a backup of chats";
  const content = versionedContent(text, path, { product, formatVersion, notOurs });
  const reading = snapshotSchema.safeParse(content);
  // Whatever is not as it was written is damage, even where nothing is lost by it.
  if (reading.success && snapshotFileText(reading.data) === text) return reading.data;
  throw new ArchiveDamaged(`${path}: is not as it was written`);
}
