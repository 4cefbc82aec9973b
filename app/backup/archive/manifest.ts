import { z } from "zod";
import { ArchiveDamaged } from "./errors.ts";
import { backupTypes } from "./name.ts";
import { versionedContent } from "./versioned-text.ts";

/** Last member of an archive: its being there says that the archive is whole. */
export const manifestName = "manifest.json";

/** Archives of each version are read for ever; this one is written. */
export const formatVersion = 1;

const product = "copilot-chats";

export const componentNames = ["application", "vectors", "volumes", "config"] as const;

/** A file that the archive holds in part or not at all. */
const memberProblem = z.object({
  /** Path inside the archive's folder, or how else the component calls it. */
  name: z.string(),
  reason: z.string(),
});

const componentRecord = z.object({
  name: z.enum(componentNames),
  /** Versions of server and schema, `{ schema: "0010", sqlite: "3.51" }`. */
  versions: z.record(z.string(), z.string()),
  /** Rows, vectors, files: checked again after a restore. */
  counts: z.record(z.string(), z.number()),
  /** Files that changed or could not be read: the backup is partial. */
  problems: z.array(memberProblem),
  /** Why nothing was there to be taken, when so. */
  skippedReason: z.string().optional(),
});

const sha256 = z.string().regex(/^[\da-f]{64}$/);

const manifestSchema = z.object({
  product: z.literal(product),
  formatVersion: z.literal(formatVersion),
  /** Of this backup, and of no other. */
  id: z.uuid(),
  type: z.enum(backupTypes),
  /** When the run began, as ISO 8601 in UTC. */
  startedAt: z.iso.datetime(),
  components: z.array(componentRecord),
  /** Whether the archive alone suffices for a restore, and why not. */
  canRestore: z.object({ value: z.boolean(), reason: z.string().optional() }),
  /** Members that changed, shrank, vanished or could not be read meanwhile. */
  problems: z.array(memberProblem),
  /** All files but this one, in the order of the archive. */
  members: z.array(z.object({ name: z.string(), sizeBytes: z.int().nonnegative(), sha256 })),
});

/** What a component gave. */
export type ComponentRecord = z.infer<typeof componentRecord>;

export type MemberProblem = z.infer<typeof memberProblem>;

/** What an archive says about itself. */
export type Manifest = z.infer<typeof manifestSchema>;

export type ManifestMember = Manifest["members"][number];

/** The manifest as it stands in the archive: made without the fixed part of each. */
export function manifestText(content: Omit<Manifest, "product" | "formatVersion">): string {
  const manifest = manifestSchema.parse({ product, formatVersion, ...content });
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** Throws `NotOurArchive`, `NewerFormat` or `ArchiveDamaged`; `where` begins their messages. */
export function parseManifest(text: string, where: string): Manifest {
  const notOurs = "is not the manifest of a backup of chats";
  const content = versionedContent(text, where, { product, formatVersion, notOurs });
  const reading = manifestSchema.safeParse(content);
  if (reading.success) return reading.data;
  const [issue] = reading.error.issues;
  throw new ArchiveDamaged(`${where}: ${issue?.path.join(".")}: ${issue?.message}`);
}

/** What the archive has of a component; undefined where that is not in it. */
export function componentOf(
  { components }: Pick<Manifest, "components">,
  name: ComponentRecord["name"],
): ComponentRecord | undefined {
  return components.find((component) => component.name === name);
}
