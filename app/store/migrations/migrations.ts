import type { Migration } from "kysely/migration";
import { coreModel, type Identity } from "./0001-core.ts";

/**
 * Every migration that all engines share, in the order of their names. They only go forward, and
 * one that was released never changes: a correction is a new migration.
 */
export function migrations(identity: Identity): Record<string, Migration> {
  return {
    "0001-core": coreModel(identity),
  };
}
