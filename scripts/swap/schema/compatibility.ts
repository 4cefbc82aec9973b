import { schemaBreaks } from "./breaks.ts";
import type { ReleaseSchema } from "./release-schema.ts";

/**
 * Why two releases cannot work on one database, as they do from the migration of `next` until nobody
 * may want to swap back to `running`: a line each, none where they can. `next` may be the older one.
 */
export function incompatibilities(running: ReleaseSchema, next: ReleaseSchema): string[] {
  const altered = running.migrations.filter(({ name, hash }) =>
    next.migrations.some((other) => other.name === name && other.hash !== hash),
  );
  if (altered.length > 0) return altered.map(({ name }) => `${name}: ${anotherOne}`);

  const [onlyRunning, onlyNext] = [missingIn(next, running), missingIn(running, next)];
  if (onlyRunning.length > 0 && onlyNext.length > 0) {
    const [first, second] = [onlyRunning, onlyNext].map((names) => names.join(", "));
    return [`${first}: has run and is unknown to this release, which has ${second}; merge the two`];
  }
  // A migration is never taken back, so the database is what the newer of the two makes of it.
  return onlyRunning.length > 0
    ? migrationBreaks(next, running, onlyRunning)
    : migrationBreaks(running, next, onlyNext);
}

const anotherOne =
  "is not the migration that has run under this name; take the change back and add a migration";

/**
 * What the migrations `names`, which only `newer` knows, break for `older`, but for what was looked
 * at and accepted.
 */
export function migrationBreaks(
  older: ReleaseSchema,
  newer: ReleaseSchema,
  names: string[],
): string[] {
  const rewrites = newer.migrations
    .filter(({ name }) => names.includes(name))
    .flatMap((migration) => migration.rewrites)
    .filter((table) => table in older.tables && table in newer.tables);
  const accepted = newer.acceptedBreaks
    .filter(({ since }) => older.migrations.some(({ name }) => name === since))
    .flatMap(({ breaks }) => breaks);
  return [
    ...schemaBreaks(older, newer),
    ...[...new Set(rewrites)].map((table) => `${table}: rows that are there are changed`),
  ].filter((line) => !accepted.includes(line));
}

function missingIn(release: ReleaseSchema, other: ReleaseSchema): string[] {
  const known = release.migrations.map(({ name }) => name);
  return other.migrations.map(({ name }) => name).filter((name) => !known.includes(name));
}
