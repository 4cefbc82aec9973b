import type * as pulumi from "@pulumi/pulumi";
import { Names } from "../../components/azure/names.ts";
import type { PrivateNetwork, Scope } from "../../components/azure/scope.ts";
import type { RecordedResource, ResourceGraph } from "../../plan/graph.ts";
import { type Recording, recordStack } from "../../plan/record.ts";

export interface AzureRecording extends ResourceGraph {
  /** The only resource of that logical name. */
  named: (name: string) => RecordedResource;
  /** Every resource of that type, by the end of its token, for example `storage:BlobContainer`. */
  ofType: (ending: string) => RecordedResource[];
  /** Logical names of the recorded things that `resource` waits for, in the order of the alphabet. */
  dependenciesOf: (resource: RecordedResource) => string[];
}

/** Records what a component makes in a stack `test` in `westeurope`. */
export async function recordAzure(
  program: (scope: Scope) => pulumi.Inputs | undefined,
  { protectData = false, answers = {} as Recording["answers"] & {} } = {},
): Promise<AzureRecording> {
  const stack = { project: "copilot", stack: "test", config: {}, answers };
  const graph = await recordStack(stack, () => program(testScope(protectData)) ?? {});
  const named = (name: string) => {
    const [found, ...others] = graph.resources.filter((resource) => resource.name === name);
    if (!found || others.length > 0) {
      const names = graph.resources.map((resource) => resource.name).join(", ");
      throw new Error(`${name}: is not there once, got ${names}`);
    }
    return found;
  };
  const nameOf = (urn: string) => graph.resources.find((resource) => resource.urn === urn)?.name;
  return {
    ...graph,
    named,
    ofType: (ending) => graph.resources.filter(({ type }) => type.endsWith(ending)),
    dependenciesOf: ({ dependencies }) => dependencies.map((urn) => nameOf(urn) ?? urn).toSorted(),
  };
}

export const tags = { env: "test", owner: "team", costCentre: "c1" };

/** Ids that are known at once, as if another component had answered them. */
export const privateNetwork: PrivateNetwork = {
  webSubnetId: "/subnets/web",
  databaseSubnetId: "/subnets/database",
  databaseDnsZoneId: "/zones/database",
  endpointSubnetId: "/subnets/endpoints",
  blobDnsZoneId: "/zones/blob",
  vaultDnsZoneId: "/zones/vault",
};

function testScope(protectData: boolean): Scope {
  return {
    names: new Names("names", { workload: "copilot-test" }),
    resourceGroupName: "rg-copilot-test",
    location: "westeurope",
    tags,
    protectData,
  };
}
