import type { RecordedResource, ResourceGraph } from "./graph.ts";
import { shortType, type TreeNode, treeOf } from "./tree.ts";

/**
 * A stack as a flowchart in Mermaid: what stands in it, and an arrow from each to what it needs. What
 * follows from other arrows is left out, so that a reader finds the way.
 */
export function stackMermaid(graph: ResourceGraph): string {
  const nodes = treeOf(graph);
  const ids = new Map(nodes.map(({ resource }) => [resource.urn, idOf(resource)]));
  const needs = withoutDetours(withoutCircles(nodes, graph));
  const arrows = [...needs].flatMap(([urn, targets]) =>
    targets.map((target) => `  ${ids.get(urn)} --> ${ids.get(target)}`),
  );
  return [
    "flowchart LR",
    ...nodes.map((node) => `  ${ids.get(node.resource.urn)}["${labelOf(node)}"]`),
    ...arrows,
    "",
  ].join("\n");
}

/** Of letters, digits and underscores, and the same whatever else is in the stack. */
function idOf({ type, name }: RecordedResource): string {
  return `${shortType(type)}_${name}`.replace(/\W/g, "_");
}

/** Name and kind; of a component also how many resources it is. */
function labelOf(node: TreeNode): string {
  const { name, type, isComponent } = node.resource;
  const count = within(node).filter((resource) => !resource.isComponent).length;
  const size = isComponent ? `<br/>${count} resource${count === 1 ? "" : "s"}` : "";
  return `<b>${name}</b><br/>${shortType(type)}${size}`;
}

/** By URN of what stands in the stack: the others there that something in it depends on. */
type Needs = Map<string, string[]>;

function needsIn(nodes: TreeNode[], counts: (resource: RecordedResource) => boolean): Needs {
  const owners = new Map(
    nodes.flatMap((node) => within(node).map(({ urn }) => [urn, node.resource.urn])),
  );
  return new Map(
    nodes.map((node) => {
      const { urn } = node.resource;
      const targets = within(node)
        .filter(counts)
        .flatMap(({ dependencies }) => dependencies)
        .flatMap((one) => owners.get(one) ?? [])
        .filter((target) => target !== urn);
      return [urn, [...new Set(targets)].toSorted()];
    }),
  );
}

/**
 * Opens circles by leaving out what nothing waits for: the lock of a group waits for everything, and
 * everything for the group.
 */
function withoutCircles(nodes: TreeNode[], { resources }: ResourceGraph): Needs {
  const awaited = new Set(resources.flatMap(({ dependencies }) => dependencies));
  const all = needsIn(nodes, () => true);
  const ofAwaited = needsIn(nodes, ({ urn }) => awaited.has(urn));
  return new Map(
    [...all].map(([urn, targets]) => [
      urn,
      targets.filter(
        (target) =>
          ofAwaited.get(urn)?.includes(target) || !reachedFrom([target], all, new Set()).has(urn),
      ),
    ]),
  );
}

/** Leaves out each arrow whose end is reached by another way as well. */
function withoutDetours(needs: Needs): Needs {
  return new Map(
    [...needs].map(([urn, targets]) => [
      urn,
      targets.filter((target) => {
        const others = targets.filter((other) => other !== target);
        return !reachedFrom(others, needs, new Set([urn])).has(target);
      }),
    ]),
  );
}

/** Everything on the ways from `starts`; `seen` is not entered again. */
function reachedFrom(starts: string[], needs: Needs, seen: Set<string>): Set<string> {
  for (const start of starts.filter((one) => !seen.has(one))) {
    seen.add(start);
    reachedFrom(needs.get(start) ?? [], needs, seen);
  }
  return seen;
}

function within({ resource, children }: TreeNode): RecordedResource[] {
  return [resource, ...children.flatMap(within)];
}
