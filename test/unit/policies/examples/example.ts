import type { RecordedResource, ResourceGraph } from "../../../../plan/graph.ts";

/** A policy, what passes it, and what it finds one fault with. */
export interface Example {
  policy: string;
  good: RecordedResource[];
  bad: RecordedResource[];
  /** Where the fault is. */
  path: string;
  /** The policy reads that one property, of every resource that it judges. */
  isOfProperty?: true;
}

/** One resource with one property, once with each value; undefined leaves the property out. */
export function propertyExample(
  policy: string,
  type: string,
  path: string,
  good: unknown,
  bad: unknown,
): Example {
  const one = (value: unknown) => [resource(type, inputsWith(path, value))];
  return { policy, good: one(good), bad: one(bad), path, isOfProperty: true };
}

/** A type of Azure comes without its package; it names the resource too, unless `others` says otherwise. */
export function resource(
  type: string,
  inputs: Record<string, unknown> = {},
  others: Partial<RecordedResource> = {},
): RecordedResource {
  const name = others.name ?? type;
  return {
    urn: urnOf(type, name),
    type: tokenOf(type),
    name,
    parent: undefined,
    isComponent: false,
    inputs,
    secretInputs: [],
    dependencies: [],
    isProtected: false,
    ...others,
  };
}

export function urnOf(type: string, name = type): string {
  return `urn:pulumi:test::copilot::${tokenOf(type)}::${name}`;
}

export function graphOf(
  resources: RecordedResource[],
  outputs: Pick<ResourceGraph, "outputs" | "secretOutputs"> = { outputs: {}, secretOutputs: [] },
): ResourceGraph {
  return { stack: "test", resources, ...outputs };
}

function tokenOf(type: string): string {
  return /^(pulumi|docker):/.test(type) ? type : `azure-native:${type}`;
}

function inputsWith(path: string, value: unknown): Record<string, unknown> {
  const keys = path.split(/[.[\]]+/).filter((key) => key !== "");
  const inputs = keys.reduceRight<unknown>(
    (inner, key) => (/^\d+$/.test(key) ? [inner] : { [key]: inner }),
    value,
  );
  return inputs as Record<string, unknown>;
}
