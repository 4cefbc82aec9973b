import type { RecordedResource, ResourceGraph } from "./graph.ts";

/**
 * The reviewed form of a graph: sorted, without what follows from the rest, secrets masked. A change
 * of a stack is a change of this text.
 */
export function goldenText({ stack, resources, outputs, secretOutputs }: ResourceGraph): string {
  const text = {
    stack,
    resources: resources.map(golden),
    outputs: masked(outputs, secretOutputs, ""),
  };
  return `${JSON.stringify(text, null, 2)}\n`;
}

function golden({ urn, parent, isComponent, isProtected, ...resource }: RecordedResource) {
  return {
    urn: shortUrn(urn),
    ...(parent === undefined ? {} : { parent: shortUrn(parent) }),
    ...(isComponent ? { isComponent } : {}),
    ...(isProtected ? { isProtected } : {}),
    dependencies: resource.dependencies.map(shortUrn),
    inputs: masked(resource.inputs, resource.secretInputs, ""),
  };
}

/** Stack and project are the same in every URN of a file. */
function shortUrn(urn: string): string {
  return urn.split("::").slice(2).join("::");
}

function masked(value: unknown, secretPaths: string[], path: string): unknown {
  if (secretPaths.includes(path)) return "[secret]";
  if (Array.isArray(value)) {
    return value.map((item, index) => masked(item, secretPaths, `${path}[${index}]`));
  }
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value)
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([key, item]) => [key, masked(item, secretPaths, path === "" ? key : `${path}.${key}`)]);
  return Object.fromEntries(entries);
}
