import type { KnownSession } from "../store/ingests.ts";
import type { Visibility } from "../store/store.ts";

/** Whether a session was accepted like this before, and is seen as asked for, or gone since. */
export function isKnown(
  known: KnownSession | undefined,
  asked: { contentHash: string; visibility: Visibility | undefined },
): boolean {
  if (known?.contentHash !== asked.contentHash) return false;
  const isGone = known.visibility === undefined;
  return isGone || asked.visibility === undefined || asked.visibility === known.visibility;
}
