import type { Kysely } from "kysely";
import type { Database } from "../store/tables.ts";
import {
  forgetGeneration,
  type Generation,
  knownGeneration,
  markComplete,
  outdatedGenerations,
} from "./generations.ts";
import type { VectorStore } from "./ports.ts";

/** Where the vectors of generations are. */
export interface VectorPlace {
  /** Whether every vector is still there that the database knows of. */
  isThere(generation: Generation): Promise<boolean>;
  /** Deletes vectors of messages that are gone, and notes who sees the others; absent without need. */
  tidy?(generation: Generation): Promise<void>;
  /** Makes it the one that others find under the usual name; absent where nobody else looks. */
  publish?(generation: Generation): Promise<void>;
  /** Deletes all vectors of a generation, if there are any. */
  drop(generation: Generation): Promise<void>;
}

/** How generations come and go, wherever their vectors are. */
export function generationUpkeep(
  db: Kysely<Database>,
  place: VectorPlace,
): Pick<VectorStore, "reconcile" | "complete"> {
  const remove = async (generation: Generation) => {
    await place.drop(generation);
    // Last, so that a drop which was interrupted is done again.
    await forgetGeneration(db, generation.name);
  };
  return {
    async reconcile(name) {
      const generation = await knownGeneration(db, name);
      // A version of the program that knew no generations may have noted its vectors.
      if (generation === undefined) await forgetGeneration(db, name);
      else if (!(await place.isThere(generation))) await remove(generation);
    },
    async complete(name) {
      const generation = await knownGeneration(db, name);
      if (generation === undefined) return false;
      await place.tidy?.(generation);
      if (!(await markComplete(db, generation, Date.now()))) return false;
      await place.publish?.(generation);
      for (const outdated of await outdatedGenerations(db)) await remove(outdated);
      return true;
    },
  };
}
