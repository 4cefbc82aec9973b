import { TaskTimeout } from "../resilience/circuit-breaker.ts";
import { StoreUnavailable } from "../store/unavailable.ts";
import type { LegGuards } from "./guards.ts";

/**
 * What a search needs of the database once its legs have answered. Throws `StoreUnavailable` where that
 * takes longer than the search by words may.
 */
export async function fromDatabase<Result>(
  guards: Pick<LegGuards, "text">,
  step: () => Promise<Result>,
): Promise<Result> {
  try {
    return await guards.text(step);
  } catch (error) {
    throw databaseError(error);
  }
}

/** What whoever asked is told where nothing can stand in for the database. */
export function databaseError(error: unknown): unknown {
  if (!(error instanceof TaskTimeout)) return error;
  return new StoreUnavailable("The database does not answer in time.", { cause: error });
}
