import { secretTexts } from "../../policies/secret-texts.ts";
import type { RecordedResource, ResourceGraph } from "../graph.ts";
import { pairsOf } from "./pairs.ts";
import { type PropertyChange, propertyChanges, type Values } from "./properties.ts";
import { forcesReplacement, isIgnored } from "./replacement.ts";

/** What becomes of a stack. */
export interface GraphDiff {
  stack: string;
  /** What does not stay as it is; what can hurt first. */
  resources: ResourceChange[];
  outputs: PropertyChange[];
}

/** In the order of reports. */
export const kinds = ["removed", "replaced", "changed", "renamed", "moved", "added"] as const;
export type Kind = (typeof kinds)[number];

export interface ResourceChange {
  kind: Kind;
  /** As it was; undefined when added. Its inputs hold secrets, as those of `after` do. */
  before: RecordedResource | undefined;
  /** As it is; undefined when removed. */
  after: RecordedResource | undefined;
  /** Of the inputs, and `protect`; without the values of secrets. */
  properties: ResourcePropertyChange[];
  isRenamed: boolean;
  /** Belongs to another component. */
  isMoved: boolean;
  /** The engine deletes nothing that is protected, and stops. */
  isRefused: boolean;
}

export interface ResourcePropertyChange extends PropertyChange {
  /** `ignored`: the program tells the engine to leave the difference alone. */
  effect: "update" | "replace" | "ignored";
}

/**
 * Compares two graphs of one stack. What a resource only depends on is not compared: the engine notes
 * it in its state and changes nothing.
 */
export function diffGraphs(before: ResourceGraph, after: ResourceGraph): GraphDiff {
  const { kept, added, removed } = pairsOf(before, after);
  const sides = { before: secretTexts(before), after: secretTexts(after) };
  const formerParents = new Map(kept.map((pair) => [pair.after.urn, pair.before.urn]));
  const isMoved = (old: RecordedResource, now: RecordedResource) =>
    formerParents.get(now.parent ?? "") !== old.parent;
  const resources = [
    ...removed.map((old) => changeOf(old, undefined, sides, false)),
    ...kept.map((pair) =>
      changeOf(pair.before, pair.after, sides, isMoved(pair.before, pair.after)),
    ),
    ...added.map((now) => changeOf(undefined, now, sides, false)),
  ];
  return {
    stack: after.stack,
    resources: resources
      .filter((change) => change !== undefined)
      .toSorted((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind)),
    outputs: propertyChanges(
      { values: before.outputs, secrets: { paths: before.secretOutputs, texts: sides.before } },
      { values: after.outputs, secrets: { paths: after.secretOutputs, texts: sides.after } },
    ),
  };
}

/** Texts that are secret before and after. */
interface SecretTexts {
  before: string[];
  after: string[];
}

/** Undefined when it stays as it is. */
function changeOf(
  before: RecordedResource | undefined,
  after: RecordedResource | undefined,
  texts: SecretTexts,
  isMoved: boolean,
): ResourceChange | undefined {
  const inputs = propertyChanges(valuesOf(before, texts.before), valuesOf(after, texts.after));
  const properties = [
    ...inputs.map((change) => ({ ...change, effect: effectOf(before, after, change) })),
    ...protectChanges(before, after),
  ];
  const isRenamed = Boolean(before && after && before.name !== after.name);
  const kind = kindOf(before, after, { properties, isRenamed, isMoved });
  if (!kind) return undefined;
  const isRefused = Boolean(before?.isProtected) && (kind === "removed" || kind === "replaced");
  return { kind, before, after, properties, isRenamed, isMoved, isRefused };
}

function kindOf(
  before: RecordedResource | undefined,
  after: RecordedResource | undefined,
  change: Pick<ResourceChange, "properties" | "isRenamed" | "isMoved">,
): Kind | undefined {
  if (!after) return "removed";
  if (!before) return "added";
  if (change.properties.some(({ effect }) => effect === "replace")) return "replaced";
  if (change.properties.length > 0) return "changed";
  if (change.isRenamed) return "renamed";
  return change.isMoved ? "moved" : undefined;
}

function valuesOf(resource: RecordedResource | undefined, texts: string[]): Values {
  const { inputs = {}, secretInputs = [] } = resource ?? {};
  return { values: inputs, secrets: { paths: secretInputs, texts } };
}

/** Shown only where somebody decides it, not with everything that is new. */
function protectChanges(
  before: RecordedResource | undefined,
  after: RecordedResource | undefined,
): ResourcePropertyChange[] {
  if (!before || !after || before.isProtected === after.isProtected) return [];
  return [
    {
      path: "protect",
      before: { isSecret: false, value: before.isProtected },
      after: { isSecret: false, value: after.isProtected },
      effect: "update",
    },
  ];
}

function effectOf(
  before: RecordedResource | undefined,
  after: RecordedResource | undefined,
  { path }: PropertyChange,
): ResourcePropertyChange["effect"] {
  if (!before || !after) return "update";
  if (isIgnored(after, path)) return "ignored";
  return forcesReplacement(after, path) ? "replace" : "update";
}
