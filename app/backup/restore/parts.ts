import { basename } from "node:path";
import type { Settings } from "../../settings.ts";
import { componentOf } from "../archive/manifest.ts";
import { Refused } from "../exit-codes.ts";
import type { FreeBytes } from "../space.ts";
import { collections } from "./collections.ts";
import { withExtracted } from "./extracted.ts";
import type { RestorePlan } from "./plan.ts";
import { plannedRestore } from "./restore.ts";
import { tables } from "./tables.ts";
import { whileAlone } from "./while-alone.ts";

const kinds = { table: tables, collection: collections };

export type PartKindName = keyof typeof kinds;

export interface PartsRequest {
  /** The archive's file. */
  path: string;
  kind: PartKindName;
  /** As `backup show` lists them. */
  names: string[];
  /** Replaces what is in parts that are not empty. */
  replace: boolean;
}

export interface PartsPlan {
  kind: PartKindName;
  /** Of the component that they are parts of. */
  whole: RestorePlan;
  parts: PlannedPart[];
  /** What a person should know besides, a sentence each. */
  notes: string[];
}

export interface PlannedPart {
  name: string;
  /** Rows of a table, vectors of a collection, in the archive. */
  archived: number;
  /** The same of what is there now. */
  present: number;
}

export interface PartsSteps {
  /** Hears of the plan before anything is done; nothing is when it answers false. */
  confirm: (plan: PartsPlan) => Promise<boolean>;
  /** Default: asks the system. */
  freeBytes?: FreeBytes;
}

/**
 * Puts single tables or collections of an archive back, and leaves everything else as it is. Nothing is
 * changed before all of the archive was read and found whole. Undefined when `confirm` said no. Throws
 * `Refused`, and what the archive's engine throws.
 */
export function restoreParts(
  request: PartsRequest,
  settings: Settings,
  { confirm, freeBytes }: PartsSteps,
): Promise<PartsPlan | undefined> {
  const { path } = request;
  const { isWanted, bring } = kinds[request.kind];
  return whileAlone(settings.dataDirectory, async () => {
    const plan = await plannedParts(request, settings);
    if (!(await confirm(plan))) return undefined;
    refuseNonEmptyParts(plan, request);
    const { manifest } = plan.whole;
    const names = plan.parts.map(({ name }) => name);
    await withExtracted(
      { path, settings: settings.backup, manifest, wanted: isWanted, freeBytes },
      (stage) => bring(names, { stage, plan: plan.whole }, settings),
    );
    return plan;
  });
}

/** What `restoreParts` would do; changes nothing. Throws as it does. */
export async function plannedParts(
  { path, kind, names: asked }: PartsRequest,
  settings: Settings,
): Promise<PartsPlan> {
  const { component, refuseDependent, present, notes } = kinds[kind];
  const request = { path, components: [component], replace: true, keepOld: false };
  const whole = await plannedRestore(request, settings);
  const counts = componentOf(whole.manifest, component)?.counts ?? {};
  const names = [...new Set(asked)];
  for (const name of names) {
    if (!Object.hasOwn(counts, name)) throw new Refused(unknownText(kind, name, path, counts));
    refuseDependent(name, whole);
  }
  const found = await present(names, settings);
  const parts = names.map((name, index) => ({
    name,
    archived: counts[name] ?? 0,
    present: found[index] ?? 0,
  }));
  return { kind, whole, parts, notes: [...whole.notes, ...notes(names)] };
}

/** Throws where something would be replaced that nobody has asked to be replaced. */
export function refuseNonEmptyParts({ parts }: PartsPlan, { kind, replace }: PartsRequest): void {
  const full = parts.find(({ present }) => present > 0);
  if (replace || full === undefined) return;
  const { name, present, archived } = full;
  throw new Refused(
    `${name}: this ${kind} holds ${present.toLocaleString("en-US")} ${partUnits[kind]} already; use ` +
      `--replace to put the ${archived.toLocaleString("en-US")} of the archive in their place. ` +
      "Nothing was changed",
  );
}

/** What a part consists of. */
export const partUnits: Record<PartKindName, string> = { table: "rows", collection: "vectors" };

function unknownText(
  kind: PartKindName,
  name: string,
  path: string,
  counts: Record<string, number>,
): string {
  const there = Object.keys(counts).toSorted().join(", ") || `no ${kind}s`;
  return `--${kind}: ${JSON.stringify(name)} is not in ${basename(path)}, which has ${there}`;
}
