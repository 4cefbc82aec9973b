import { readFile } from "node:fs/promises";

/** Path of the manifest's copy beside an archive. */
export function manifestCopyPath(archivePath: string): string {
  return `${archivePath}.manifest.json`;
}

/**
 * The manifest with a seal as its last property. The seal of an encrypted archive can be made by
 * whoever has its key alone; that of a plain one tells damage, not forgery.
 */
export function sealedManifest(manifest: string, seal: (text: string) => string): string {
  return `${manifest.slice(0, -end.length)},\n  "seal": "${seal(manifest)}"${end}`;
}

/** How the text of every manifest ends. */
const end = "\n}\n";

/** The manifest without its seal; undefined when the seal is not the one it must have. */
export function unsealedManifest(
  sealed: string,
  seal: (text: string) => string,
): string | undefined {
  const start = sealed.lastIndexOf(',\n  "seal": "');
  if (start === -1) return undefined;
  const manifest = `${sealed.slice(0, start)}${end}`;
  return sealedManifest(manifest, seal) === sealed ? manifest : undefined;
}

/** Undefined where there is no copy: an archive may travel alone. */
export async function readManifestCopy(archivePath: string): Promise<string | undefined> {
  try {
    return await readFile(manifestCopyPath(archivePath), "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
