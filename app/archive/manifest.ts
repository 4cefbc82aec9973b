import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { FormatName } from "./format.ts";
import { type Head, schemaVersion } from "./head.ts";

export const manifestName = "manifest.json";

const manifestSchema = "copilot-chats/archive";

/**
 * Says what the archive holds. It has neither a time nor a place of its making: equal archives have
 * equal manifests.
 */
export function manifestText(format: FormatName, heads: Iterable<Head>): string {
  const all = [...heads];
  const manifest = {
    schema: manifestSchema,
    version: schemaVersion,
    format,
    ...counts(all),
    firstChatAt: times(all, "createdAt").at(0) ?? null,
    lastMessageAt: times(all, "updatedAt").at(-1) ?? null,
    workspaces: [...Map.groupBy(all, ({ workspace }) => workspace ?? "")]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, ofWorkspace]) => ({ name: name === "" ? null : name, ...counts(ofWorkspace) })),
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

function counts(heads: Head[]) {
  return {
    sessions: heads.length,
    messages: heads.reduce((sum, { messageCount }) => sum + messageCount, 0),
  };
}

function times(heads: Head[], key: "createdAt" | "updatedAt"): string[] {
  return heads.flatMap((head) => head[key] ?? []).sort();
}

/**
 * Throws when the folder holds something that an export in this format would spoil: another
 * archive, or somebody else's manifest.
 */
export async function checkManifest(folder: string, format: FormatName): Promise<void> {
  const path = join(folder, manifestName);
  const text = await textOf(path);
  if (text === undefined) return;
  const manifest = readManifest(text);
  if (manifest === undefined) {
    throw new Error(`${path}: is not the manifest of an archive; use another folder`);
  }
  if (manifest.version > schemaVersion) {
    throw new Error(
      `${path}: has version ${manifest.version}, this program knows ${schemaVersion}; update it`,
    );
  }
  if (manifest.format !== format) {
    throw new Error(
      `--format: ${folder} holds an archive as ${manifest.format}, got ${format}; ` +
        `use another folder, or ${manifest.format}`,
    );
  }
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw error;
  }
}

function readManifest(text: string) {
  try {
    return archive.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

const archive = z.object({
  schema: z.literal(manifestSchema),
  version: z.number(),
  format: z.string(),
});
