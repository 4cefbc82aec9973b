import { rm } from "node:fs/promises";
import { join } from "node:path";
import { readFileHead } from "./archive-folder.ts";
import { sessionPath } from "./file-name.ts";
import { hasText, replaceFile } from "./file-text.ts";
import type { ArchiveFormat } from "./format.ts";
import type { ArchivedSession } from "./source.ts";

/** Names the secrets that are left in a text, by kind, never by value; none is an empty list. */
export type LeakCheck = (text: string) => string[];

export type PutResult =
  | {
      outcome: "added" | "updated" | "unchanged";
      /** Below the archive. */
      path: string;
      /** Files that the session had under an earlier title. */
      removed: string[];
    }
  | { outcome: "refused"; problem: string };

/**
 * Sees to it that the archive in `folder` has one file for `session`, exactly as it is now.
 * `present` are the paths there whose names end as those of this session do.
 */
export async function putSession(
  folder: string,
  session: ArchivedSession,
  present: string[],
  format: ArchiveFormat,
  leaks: LeakCheck,
): Promise<PutResult> {
  const path = `${sessionPath(session)}.${format.extension}`;
  const secrets = new Set(format.pieces(session).flatMap(leaks));
  if (secrets.size > 0) {
    return refused(`still holds a secret (${[...secrets].join(", ")}), so it was not written`);
  }

  const isOwn = async (file: string) =>
    (await readFileHead(join(folder, file), format))?.id === session.id;
  const isUnchanged = await hasText(join(folder, path), format.pieces(session));
  const isThere = present.includes(path);
  if (!isUnchanged) {
    if (isThere && !(await isOwn(path))) {
      return refused(`${path} is a file of somebody else, so it was not replaced; move it away`);
    }
    await replaceFile(join(folder, path), format.pieces(session));
  }

  const removed: string[] = [];
  for (const other of present) {
    if (other === path || !(await isOwn(other))) continue;
    await rm(join(folder, other));
    removed.push(other);
  }
  if (isUnchanged && removed.length === 0) return { outcome: "unchanged", path, removed };
  return { outcome: isThere || removed.length > 0 ? "updated" : "added", path, removed };
}

function refused(problem: string): PutResult {
  return { outcome: "refused", problem };
}
