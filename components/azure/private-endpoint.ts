import { PrivateDnsZoneGroup } from "@pulumi/azure-native/network/privateDnsZoneGroup.js";
import { PrivateEndpoint } from "@pulumi/azure-native/network/privateEndpoint.js";
import type * as pulumi from "@pulumi/pulumi";
import type { PrivateNetwork, Scope } from "./scope.ts";

export interface PrivateEndpointArgs {
  scope: Scope;
  target: keyof typeof targets;
  /** Id of the resource that gets an address in the virtual network. */
  targetId: pulumi.Input<string>;
  privateNetwork: PrivateNetwork;
}

/** Azure's word for the part that is reached, and the zone that its address is published in. */
const targets = {
  vault: { groupId: "vault", dnsZone: "vaultDnsZoneId" },
  storage: { groupId: "blob", dnsZone: "blobDnsZoneId" },
} as const;

/**
 * Gives a resource an address in the virtual network. Answers what to wait for: the record that
 * makes the resource's usual name lead to that address.
 */
export function privateEndpoint(
  name: string,
  { scope, target, targetId, privateNetwork }: PrivateEndpointArgs,
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource {
  const { groupId, dnsZone } = targets[target];
  const endpoint = new PrivateEndpoint(
    name,
    {
      privateEndpointName: scope.names.of("privateEndpoint", target),
      resourceGroupName: scope.resourceGroupName,
      location: scope.location,
      tags: scope.tags,
      subnet: { id: privateNetwork.endpointSubnetId },
      privateLinkServiceConnections: [
        { name: target, privateLinkServiceId: targetId, groupIds: [groupId] },
      ],
    },
    opts,
  );
  return new PrivateDnsZoneGroup(
    `${name}-dns`,
    {
      privateDnsZoneGroupName: "default",
      privateEndpointName: endpoint.name,
      resourceGroupName: scope.resourceGroupName,
      privateDnsZoneConfigs: [{ name: target, privateDnsZoneId: privateNetwork[dnsZone] }],
    },
    opts,
  );
}
