import type { RecordedResource, ResourceGraph } from "../../../plan/graph.ts";

const stackUrn = "urn:pulumi:dev::copilot::pulumi:pulumi:Stack::copilot-dev";

/** A resource that stands in the stack itself unless told where. */
export function resource(
  name: string,
  inputs: Record<string, unknown> = {},
  others: Partial<RecordedResource> = {},
): RecordedResource {
  const type = others.type ?? "azure-native:web:WebApp";
  const parent = others.parent ?? stackUrn;
  return {
    urn: urnOf(name, type, parent),
    type,
    name,
    parent,
    isComponent: false,
    inputs,
    secretInputs: [],
    dependencies: [],
    isProtected: false,
    ...others,
  };
}

export function component(name: string, others: Partial<RecordedResource> = {}): RecordedResource {
  return resource(name, {}, { type: "copilot:azure:Backend", isComponent: true, ...others });
}

export function graphOf(
  resources: RecordedResource[],
  others: Partial<ResourceGraph> = {},
): ResourceGraph {
  const root = {
    ...component("copilot-dev", { type: "pulumi:pulumi:Stack" }),
    urn: stackUrn,
    parent: undefined,
  };
  return {
    stack: "dev",
    resources: [root, ...resources],
    outputs: {},
    secretOutputs: [],
    ...others,
  };
}

/** As the recorder names resources: with the type of the parent alone. */
export function urnOf(name: string, type: string, parent = stackUrn): string {
  const parentType = parent.split("::")[2]?.split("$").at(-1);
  return `urn:pulumi:dev::copilot::${parentType}$${type}::${name}`;
}
