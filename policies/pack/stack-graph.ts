import type { PolicyResource } from "@pulumi/policy";
import type { RecordedResource, ResourceGraph } from "../../plan/graph.ts";
import { type Inputs, readInputs } from "./inputs.ts";

/** A stack as the engine tells it, in the form that rules judge. Of its outputs only the tier is in it. */
export function stackGraph(
  resources: PolicyResource[],
  inputs: Map<string, Inputs>,
): ResourceGraph {
  const stack = resources.find(({ type }) => type === "pulumi:pulumi:Stack");
  const { tier } = readInputs(stack?.props ?? {}).values;
  return {
    stack: stack?.name ?? "",
    resources: resources.map((resource) => recorded(resource, inputs.get(resource.urn))),
    outputs: { tier },
    secretOutputs: [],
  };
}

function recorded(resource: PolicyResource, inputs: Inputs | undefined): RecordedResource {
  const { urn, type, name, parent, dependencies, opts } = resource;
  return {
    urn,
    type,
    name,
    parent: parent?.urn,
    isComponent: type.startsWith("copilot:"),
    inputs: inputs?.values ?? {},
    secretInputs: inputs?.secretPaths ?? [],
    dependencies: dependencies.map((other) => other.urn).toSorted(),
    isProtected: opts.protect,
  };
}
