import { backupFamilies } from "./backup.ts";
import type { Family } from "./family.ts";
import { httpFamilies } from "./http.ts";
import { importFamilies } from "./imports.ts";
import { processFamilies } from "./process.ts";
import { searchFamilies } from "./search.ts";
import { storeFamilies } from "./store.ts";

/** Every metric family of our own, by what it is about. */
export const familyGroups = {
  "HTTP requests": httpFamilies,
  "What is stored": storeFamilies,
  "Imports and collectors": importFamilies,
  "Searches and their cache": searchFamilies,
  Backups: backupFamilies,
  "The process": processFamilies,
} satisfies Record<string, Record<string, Family>>;

export const families = {
  ...httpFamilies,
  ...storeFamilies,
  ...importFamilies,
  ...searchFamilies,
  ...backupFamilies,
  ...processFamilies,
};

/**
 * Whether the history of a family is kept: those by route and those in buckets have as many series as
 * all others together, and what runs is no figure.
 */
export function isInHistory(family: Family): boolean {
  return (
    family.type !== "histogram" &&
    !("route" in family.labels) &&
    family.name !== processFamilies.buildInfo.name
  );
}
