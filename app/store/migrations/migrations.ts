import type { Migration } from "kysely/migration";
import { coreModel } from "./0001-core.ts";
import { importOwner } from "./0002-import-owner.ts";
import { collectAndKeep } from "./0003-collect-and-keep.ts";
import type { EngineWords } from "./engine-words.ts";

/**
 * Every migration that all engines share, in the order of their names. They only go forward, and
 * one that was released never changes: a correction is a new migration. What one engine alone has,
 * such as its full text, it adds to this list under a name with its own in it.
 */
export function migrations(words: EngineWords): Record<string, Migration> {
  return {
    "0001-core": coreModel(words),
    "0002-import-owner": importOwner,
    "0003-collect-and-keep": collectAndKeep(words),
  };
}
