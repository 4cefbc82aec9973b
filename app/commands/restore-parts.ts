import { exitCodes } from "../backup/exit-codes.ts";
import {
  type PartsPlan,
  type PartsRequest,
  plannedParts,
  refuseNonEmptyParts,
  restoreParts,
} from "../backup/restore/parts.ts";
import type { Settings } from "../settings.ts";
import type { RestoreOptions, RestoreVerbParts } from "./restore.ts";
import { partsPlanLines } from "./restore-text.ts";
import { countText, type Terminal } from "./terminal.ts";

/** Puts single tables or collections back, and leaves everything else as it is. Returns the exit code. */
export async function partsAlone(
  wanted: Omit<PartsRequest, "replace">,
  { replace = false, dryRun = false, yes = false, json = false }: RestoreOptions,
  settings: Settings,
  { ask }: Pick<RestoreVerbParts, "ask">,
  terminal: Terminal,
): Promise<number> {
  const say = json ? terminal.err : terminal.out;
  const request = { ...wanted, replace };
  if (dryRun) {
    const plan = await plannedParts(request, settings);
    partsPlanLines(plan).forEach(say);
    refuseNonEmptyParts(plan, request);
    say("Dry run: nothing was changed.");
    if (json) terminal.out(JSON.stringify({ plan }));
    return exitCodes.done;
  }
  const confirm = async (plan: PartsPlan) => {
    partsPlanLines(plan).forEach(say);
    const replaces = plan.parts.some(({ present }) => present > 0);
    if (!replaces || !replace || yes) return true;
    return (await ask?.("Replace what is there?")) === true;
  };
  const plan = await restoreParts(request, settings, { confirm });
  if (plan === undefined) {
    say("Nothing was changed.");
    return exitCodes.refused;
  }
  say(`Restored ${countText(plan.parts.length, plan.kind)}.`);
  if (json) terminal.out(JSON.stringify({ plan }));
  return exitCodes.done;
}
