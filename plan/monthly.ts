import { sumUsd } from "./cost/line.ts";
import type { ResourceCost, StackCost } from "./cost/stack.ts";
import type { RecordedResource, ResourceGraph } from "./graph.ts";
import { type TreeNode, treeOf } from "./tree.ts";

/** US dollars a month by URN: of every resource that is billed, and of every component with one. */
export function monthlyUsd(graph: ResourceGraph, cost: StackCost): Map<string, number> {
  const billed = new Map(
    cost.resources
      .filter(({ lines }) => lines.length > 0)
      .map((resource) => [keyOf(resource, resource.component), amountOf(resource)]),
  );
  const amounts = new Map<string, number>();
  for (const node of treeOf(graph)) addAmounts(node, billed, amounts);
  return amounts;
}

/** Adds those below first, since a component costs what they cost. */
function addAmounts(
  { resource, children }: TreeNode,
  billed: Map<string, number>,
  amounts: Map<string, number>,
) {
  for (const child of children) addAmounts(child, billed, amounts);
  const own = billed.get(keyOf(resource, parentName(resource)));
  const below = children.flatMap((child) => amounts.get(child.resource.urn) ?? []);
  if (own !== undefined || below.length > 0) {
    amounts.set(resource.urn, sumUsd([own ?? 0, ...below]));
  }
}

function amountOf({ lines }: ResourceCost): number {
  return sumUsd(lines.map((line) => line.monthlyUsd));
}

/** The estimate knows resources by their names, which are their own below one component. */
function keyOf({ type, name }: { type: string; name: string }, component: string): string {
  return [component, type, name].join(" ");
}

function parentName({ parent }: RecordedResource): string {
  return parent?.split("::").at(-1) ?? "";
}
