import type { EngineEvent, OpMap, Stack } from "@pulumi/pulumi/automation/index.js";
import { OperationLog } from "../operation-log.ts";
import { type Difference, nameOf } from "./difference.ts";

/**
 * Asks the providers what is there, as `pulumi refresh --preview-only` does: nothing is changed, not even
 * the state, and no lock is taken. Throws an Error with the engine's messages where it cannot tell.
 */
export async function refreshedDifferences(
  stack: Stack,
  signal: AbortSignal,
): Promise<Difference[]> {
  const log = new OperationLog();
  const events: EngineEvent[] = [];
  try {
    const onEvent = (event: EngineEvent) => {
      log.record(event);
      events.push(event);
    };
    const { changeSummary } = await stack.previewRefresh({ onEvent, signal });
    const differences = differencesIn(events);
    expectEveryChangeToBeKnown(stack.name, changeSummary, differences);
    return differences;
  } catch (error) {
    signal.throwIfAborted();
    throw log.errors.length > 0 ? new Error(log.errors.join("\n"), { cause: error }) : error;
  }
}

/** What the events of a refresh tell, in the order of names. */
export function differencesIn(events: EngineEvent[]): Difference[] {
  const differences = events.flatMap(({ resOutputsEvent }): Difference[] => {
    if (!resOutputsEvent) return [];
    const { op, urn, type, detailedDiff, diffs } = resOutputsEvent.metadata;
    const resource = { resource: nameOf(urn), type };
    if (op === "delete") return [{ ...resource, property: undefined, kind: "gone" }];
    if (op !== "update") return [];
    // Some providers tell the paths that differ, all of them at least the properties.
    const paths = Object.entries(detailedDiff ?? {});
    if (paths.length > 0) {
      return paths.map(([property, { diffKind }]) => ({
        ...resource,
        property,
        kind: kindOf(diffKind),
      }));
    }
    return (diffs ?? []).map((property) => ({ ...resource, property, kind: "changed" }));
  });
  const key = ({ resource, property = "" }: Difference) => `${resource}\0${property}`;
  return differences.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** The engine says `delete` for what the stack has and Azure has not. */
function kindOf(diffKind: string): Difference["kind"] {
  if (diffKind.startsWith("add")) return "added";
  return diffKind.startsWith("delete") ? "gone" : "changed";
}

/** A change that is not understood must not pass for none. */
function expectEveryChangeToBeKnown(stack: string, summary: OpMap, differences: Difference[]) {
  const { same: _, ...changes } = summary;
  const counted = Object.values(changes).reduce((sum, count) => sum + count, 0);
  const known = new Set(differences.map(({ type, resource }) => `${type} ${resource}`)).size;
  if (known >= counted) return;
  const text = JSON.stringify(changes);
  throw new Error(
    `${stack}: the engine counts changes that it does not tell of, got ${text} for ${known}; look with ` +
      `\`pulumi refresh --preview-only --diff --stack ${stack}\``,
  );
}
