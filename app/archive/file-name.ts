import { createHash } from "node:crypto";
import type { ArchivedSession } from "./source.ts";

/** Characters that a name has of a title at most. */
const slugLength = 50;
/** Longer ids are shortened; that of every product so far is a UUID of 36 behind its source. */
const idLength = 80;

type Named = Pick<ArchivedSession, "id" | "title" | "createdAt">;

/**
 * Path of a session's file below the archive, without extension: `2026/2026-03-12-retry-with-backoff
 * .vscode.0b7e…`. Lower-case ASCII letters, digits, `-`, `_` and `.` alone, begins with the date
 * (UTC): no name that any file system reserves, folds or refuses, and different for every id.
 */
export function sessionPath({ id, title, createdAt }: Named): string {
  const date = isoDay(createdAt);
  const [year = date] = date.split("-");
  return `${year}/${date}-${slug(title) || "chat"}.${idPart(id)}`;
}

/**
 * What the names of all files of a session end with, whatever its title was. An id that can be part
 * of a name stays itself; any other is told from all those by `_` and its hash.
 */
export function idPart(id: string): string {
  if (id.length <= idLength && /^[a-z0-9-]+:[a-z0-9-]+$/.test(id)) return id.replace(":", ".");
  const hash = createHash("sha256").update(id, "utf16le").digest("hex");
  return `${slug(id)}_${hash.slice(0, hashDigits)}`;
}

/** What `path` has of `idPart`; undefined when no session's file has such a path. */
export function idPartOf(path: string, extension: string): string | undefined {
  const [, year, nameYear, found, ending] = sessionFile.exec(path) ?? [];
  return year === nameYear && ending === extension ? found : undefined;
}

const hashDigits = 20;
const sessionFile =
  /^(\d{4}|undated)\/(\d{4}|undated)(?:-\d\d-\d\d)?-[a-z0-9-]+\.([a-z0-9-]+\.[a-z0-9-]+|[a-z0-9-]*_[0-9a-f]+)\.([a-z]+)$/;

/** `undated` outside of the years 0 to 9999, which no sane clock has given. */
function isoDay(time: number): string {
  const date = new Date(time);
  const day = Number.isNaN(date.getTime()) ? "" : date.toISOString().slice(0, 10);
  return /^\d{4}-/.test(day) ? day : "undated";
}

/** Words of ASCII letters and digits, joined by `-`; accents are left out. */
function slug(text: string): string {
  const words = text
    .slice(0, 1_000)
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  const joined = words.filter((word) => word !== "").join("-");
  if (joined.length <= slugLength) return joined;
  const lastWordEnd = joined.lastIndexOf("-", slugLength);
  return joined.slice(0, lastWordEnd > 0 ? lastWordEnd : slugLength);
}
