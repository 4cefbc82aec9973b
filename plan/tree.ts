import { valueAt } from "../policies/property-path.ts";
import type { RecordedResource, ResourceGraph } from "./graph.ts";

/** A resource with what belongs to it, by name. */
export interface TreeNode {
  resource: RecordedResource;
  children: TreeNode[];
}

/** What stands directly in the stack, and below each component what is its own. */
export function treeOf({ resources }: ResourceGraph): TreeNode[] {
  const byParent = Map.groupBy(resources, ({ parent }) => parent);
  const nodes = (parent: string | undefined): TreeNode[] =>
    (byParent.get(parent) ?? [])
      .toSorted(byName)
      .map((resource) => ({ resource, children: nodes(resource.urn) }));
  // The stack itself is the only one without a parent.
  return nodes(undefined).flatMap(({ children }) => children);
}

/** `web:WebApp` of `azure-native:web:WebApp`, `random:RandomUuid` of `random:index/randomUuid:RandomUuid`. */
export function shortType(type: string): string {
  const [provider = "", module = "", name = ""] = type.split(":");
  return `${module === "index" || module.startsWith("index/") ? provider : module}:${name}`;
}

/** Its SKU, which decides more about a resource than the rest together; empty where it has none. */
export function sizeOf({ inputs }: RecordedResource): string {
  const name = valueAt(inputs, "sku.name") ?? valueAt(inputs, "properties.sku.name");
  return typeof name === "string" ? name : "";
}

/** Everything that is made, as opposed to what groups it. */
export function madeResources({ resources }: ResourceGraph): RecordedResource[] {
  return resources.filter(({ isComponent }) => !isComponent);
}

/** By code unit, so that every machine sorts alike. */
export function byName(a: { name: string }, b: { name: string }): number {
  return a.name < b.name ? -1 : Number(a.name > b.name);
}
