import { hash } from "node:crypto";
import type { Session, SourceFile } from "../sources/model.ts";
import { isTranscript } from "../store/turn-aliases.ts";

/**
 * The file that a session from a collector counts as a reading of. One of the session's own files
 * comes before a transcript, which says less, see `turn-aliases.ts`.
 */
export function collectedFile(
  collector: string,
  { source, id }: Pick<Session, "source" | "id">,
  paths: string[],
): SourceFile {
  const files = paths.map((path) => fileAt(collector, collectedPath(collector, path)));
  const own = files.find((file) => !isTranscript(file)) ?? files[0];
  return own ?? fileAt(collector, `${rootOf(collector)}/${source}/${encodeURIComponent(id)}`);
}

/** A path on the machine of `collector`, told apart from those of this one. */
export function collectedPath(collector: string, path: string): string {
  return `${rootOf(collector)}/${path.replaceAll("\\", "/").replace(/^\/+/, "")}`;
}

function fileAt(collector: string, path: string): SourceFile {
  const modifiedAtMs = rank(collector);
  return { path, root: rootOf(collector), sizeBytes: 0, modifiedAtMs, inode: "" };
}

function rootOf(collector: string): string {
  return `collector://${collector}`;
}

/**
 * Stands in the place of the time at which a file was written, which counts between readings of a
 * chat with the same last message. A collector's word for it cannot be trusted. So of two collectors
 * always the same one is right, in whatever order they send; of one of them what it sent last, because
 * later readings of equal revision are; and a file that this machine itself has read comes before all.
 */
function rank(collector: string): number {
  return Number.parseInt(hash("sha256", collector).slice(0, rankDigits), 16);
}

/** Hexadecimal: as a time all of them are before 1973. */
const rankDigits = 9;
