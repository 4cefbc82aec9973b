import type { BackupType } from "../archive/name.ts";
import type { CatalogueEntry } from "./entry.ts";

export interface RetentionRules {
  /** Milliseconds since 1970. */
  now: number;
  /** Types whose last run failed: nothing of theirs goes. */
  failedTypes: ReadonlySet<BackupType>;
}

/**
 * The backups that need not be kept any longer, of each type those older than the `keepDays` of its
 * newest one. What is verified alone counts as newer than something, so that bad runs drive no good
 * backup out, and the last verified one, and the last complete one of those, always stay.
 *
 * Age is the time from a backup to the newest one of its type, not to `now`: where backups have
 * stopped, nothing goes. The longest time between two of them counts as the second longest does: a
 * clock that has jumped makes one such gap. What is dated later than `now` stays, and makes nothing
 * else older.
 */
export function expiredBackups(
  entries: readonly CatalogueEntry[],
  { now, failedTypes }: RetentionRules,
): CatalogueEntry[] {
  const past = entries.filter((entry) => startOf(entry) <= now);
  return [...Map.groupBy(past, ({ type }) => type)].flatMap(([type, ofType]) =>
    failedTypes.has(type) ? [] : expiredOfType(ofType),
  );
}

const dayMs = 24 * 3600 * 1000;

function expiredOfType(entries: CatalogueEntry[]): CatalogueEntry[] {
  const newestFirst = entries.toSorted((one, other) => startOf(other) - startOf(one));
  const newestVerified = newestFirst.findIndex(isVerified);
  if (newestVerified === -1) return [];
  const [newest, ...older] = newestFirst.slice(newestVerified);
  const keepDays = newestFirst[0]?.keepDays;
  if (newest === undefined || keepDays === undefined) return [];
  const lastComplete = [newest, ...older].find((entry) => isVerified(entry) && entry.complete);
  // It may be far older than the others, and is no measure of the time between two of them.
  const candidates = older.filter((entry) => entry !== lastComplete);
  const [, ...ages] = agesMs([newest, ...candidates]);
  return candidates.filter((_, index) => (ages[index] ?? 0) > keepDays * dayMs);
}

/** Ages of backups, newest first, by what lies between them. */
function agesMs(newestFirst: CatalogueEntry[]): number[] {
  const starts = newestFirst.map(startOf);
  const gaps = starts.slice(1).map((start, index) => (starts[index] ?? start) - start);
  const [, longestOfOthers = 0] = gaps.toSorted((one, other) => other - one);
  const ages = [0];
  for (const gap of gaps) ages.push((ages.at(-1) ?? 0) + Math.min(gap, longestOfOthers));
  return ages;
}

function isVerified({ verifiedAt }: CatalogueEntry): boolean {
  return verifiedAt !== undefined;
}

function startOf({ startedAt }: CatalogueEntry): number {
  return Date.parse(startedAt);
}
