import type * as pulumi from "@pulumi/pulumi";
import type { RecordedResource, ResourceGraph } from "../../../../plan/graph.ts";
import { recordStack } from "../../../../plan/record.ts";
import { type ServiceFacts, service } from "../../../../services/service.ts";
import type { Service } from "../../../../services/types.ts";

export interface DockerRecording extends ResourceGraph {
  /** The only resource of that logical name and of the type with that ending. */
  named: (name: string, ending?: string) => RecordedResource;
  /** Logical names of what `resource` waits for, in the order of the alphabet. */
  dependenciesOf: (resource: RecordedResource) => string[];
}

/** Records what a component makes in a stack `local`. */
export async function recordDocker(
  program: () => pulumi.Inputs | undefined,
): Promise<DockerRecording> {
  const stack = { project: "copilot", stack: "local", config: {} };
  const graph = await recordStack(stack, () => program() ?? {});
  const { resources } = graph;
  return {
    ...graph,
    named(name, ending = "") {
      const found = resources.filter((each) => each.name === name && each.type.endsWith(ending));
      const [only] = found;
      if (only && found.length === 1) return only;
      const all = resources.map((each) => `${each.name} (${each.type})`).join(", ");
      throw new Error(`${name} ${ending}: is there ${found.length} times in ${all}`);
    },
    dependenciesOf: ({ dependencies }) =>
      dependencies.map((urn) => resources.find((each) => each.urn === urn)?.name ?? urn).toSorted(),
  };
}

/** A service with nothing but what every service has. */
export function tiny<const Role extends string = never>(
  facts: Partial<ServiceFacts<Role>> = {},
): Service<Role> {
  return service<Role>({
    name: "tiny",
    purpose: "test",
    image: "example/tiny:1.0.0",
    command: ["tiny", "--quiet"],
    user: "1000:1000",
    limits: { memoryMb: 64, cpus: 0.5 },
    health: { http: undefined, command: ["tiny", "check"], startSeconds: 30 },
    ...facts,
  });
}
