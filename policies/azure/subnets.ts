import type { Condition } from "../conditions.ts";
import type { Check } from "../policy.ts";
import { joinPaths, listAt, valueAt } from "../property-path.ts";

/** Judges a subnet; answers the path within it that is wrong. */
type SubnetJudge = (subnet: unknown) => string | undefined;

/** The subnet whose id is at that path is part of a network of the graph, and as expected. */
export function inSubnet(idPath: string, judge: SubnetJudge): Check {
  return (resource, graph) => {
    const subnetName = String(valueAt(resource.inputs, idPath)).split("/subnets/")[1];
    const isIt: Condition = (subnet) => valueAt(subnet, "name") === subnetName;
    const network = graph.resources.find(
      ({ type, inputs }) =>
        type === "azure-native:network:VirtualNetwork" && listAt(inputs, "subnets").some(isIt),
    );
    if (!network) return [{ resource, path: idPath }];
    const subnets = listAt(network.inputs, "subnets");
    const index = subnets.findIndex(isIt);
    const wrong = judge(subnets[index]);
    return wrong === undefined
      ? []
      : [{ resource: network, path: joinPaths(`subnets[${index}]`, wrong) }];
  };
}

export function isDelegatedTo(serviceName: string): SubnetJudge {
  const path = "delegations[0].serviceName";
  return (subnet) => (valueAt(subnet, path) === serviceName ? undefined : path);
}

/** A prefix of that many bits, or of fewer, which leave more addresses. */
export function hasRoom(mostPrefixBits: number): SubnetJudge {
  return (subnet) => {
    const bits = Number(String(valueAt(subnet, "addressPrefix")).split("/")[1]);
    return bits <= mostPrefixBits ? undefined : "addressPrefix";
  };
}
