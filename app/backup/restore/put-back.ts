import type { Settings } from "../../settings.ts";
import { keptFolderName } from "../../store/unfinished-restore.ts";
import type { Manifest } from "../archive/manifest.ts";
import type { RestorePlan } from "./plan.ts";
import { restorePostgres } from "./postgres-restore.ts";
import { restoreSqlite } from "./sqlite-restore.ts";
import { collectionsOf, dropCollections, restoreVectorsAlone } from "./vector-collections.ts";
import { restoreVectors } from "./vectors.ts";

export type RestoreStep = "extracting" | "vectors" | "checking" | "swapping" | "done";

export interface PutBackOptions {
  plan: RestorePlan;
  /** Of the archive as it was extracted. */
  manifest: Manifest;
  /** Folder with what was in the archive. */
  stage: string;
  settings: Settings;
  /** In the name under which what was there is kept; undefined: it goes in the end. */
  keptAs: string | undefined;
  signal: AbortSignal | undefined;
  onStep: ((step: RestoreStep) => void) | undefined;
}

/**
 * Puts what was extracted in its place, vectors first: they go to new collections, which the database
 * alone knows that takes its place after them. Gives what a person should know, a sentence each.
 */
export async function putBack(options: PutBackOptions): Promise<string[]> {
  const { plan, manifest, stage, settings, keptAs, signal, onStep } = options;
  if (plan.components.includes("vectors")) onStep?.("vectors");
  if (!plan.components.includes("application")) return restoreVectorsAlone(plan, stage, settings);
  const old = await collectionsOf(settings);
  const vectors = await restoreVectors(settings.vectors, stage);
  const steps = { stage, manifest, vectors, signal, onStep: (step: RestoreStep) => onStep?.(step) };
  try {
    if (plan.engine === "postgres") {
      await restorePostgres(settings, { ...steps, keepOldAs: keptAs && `before_${keptAs}` });
    } else {
      await restoreSqlite(settings, { ...steps, keepOldIn: keptAs && keptFolderName(keptAs) });
    }
  } catch (error) {
    // One that stays takes room, and is in nobody's way.
    await vectors.undo().catch(() => {});
    throw error;
  }
  const areReplaced = keptAs === undefined && vectors.collections.length > 0;
  if (areReplaced) await dropCollections(settings, old);
  return vectors.notes;
}
