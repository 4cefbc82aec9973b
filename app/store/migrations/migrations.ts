import type { Migration } from "kysely/migration";
import { coreModel } from "./0001-core.ts";
import { importOwner } from "./0002-import-owner.ts";
import { collectAndKeep } from "./0003-collect-and-keep.ts";
import { access } from "./0004-access.ts";
import { ingests } from "./0005-ingests.ts";
import { figures } from "./0006-figures.ts";
import { vectorGenerations } from "./0007-vector-generations.ts";
import { indexGeneration } from "./0008-index-generation.ts";
import { messageContents } from "./0009-message-contents.ts";
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
    "0004-access": access(words),
    "0005-ingests": ingests,
    "0006-figures": figures,
    "0007-vector-generations": vectorGenerations(words),
    "0008-index-generation": indexGeneration,
    "0009-message-contents": messageContents,
  };
}
