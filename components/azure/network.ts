import type * as network from "@pulumi/azure-native/network/index.js";
import { NetworkSecurityGroup } from "@pulumi/azure-native/network/networkSecurityGroup.js";
import { VirtualNetwork } from "@pulumi/azure-native/network/virtualNetwork.js";
import { PrivateZone } from "@pulumi/azure-native/privatedns/privateZone.js";
import { VirtualNetworkLink } from "@pulumi/azure-native/privatedns/virtualNetworkLink.js";
import { VirtualNetworkPrivateEndpointNetworkPolicies } from "@pulumi/azure-native/types/enums/network/index.js";
import * as pulumi from "@pulumi/pulumi";
import { type SubnetRole, securityRules, subnetPrefixes } from "./network-rules.ts";
import type { PrivateNetwork, Scope } from "./scope.ts";

export interface NetworkArgs {
  scope: Scope;
  /** Private addresses of the network, a /16; default `10.20.0.0/16`. */
  addressSpace?: string;
}

/** The virtual network that keeps database, vault and storage off the Internet. */
export class Network extends pulumi.ComponentResource implements PrivateNetwork {
  readonly webSubnetId: pulumi.Output<string>;
  readonly databaseSubnetId: pulumi.Output<string>;
  readonly databaseDnsZoneId: pulumi.Output<string>;
  readonly endpointSubnetId: pulumi.Output<string>;
  readonly blobDnsZoneId: pulumi.Output<string>;
  readonly vaultDnsZoneId: pulumi.Output<string>;

  constructor(
    name: string,
    { scope, addressSpace = "10.20.0.0/16" }: NetworkArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("copilot:azure:Network", name, {}, opts);
    const child = { parent: this };
    const virtualNetwork = new VirtualNetwork(
      `${name}-virtual-network`,
      {
        virtualNetworkName: scope.names.of("virtualNetwork"),
        resourceGroupName: scope.resourceGroupName,
        location: scope.location,
        tags: scope.tags,
        addressSpace: { addressPrefixes: [addressSpace] },
        // Inside their network, because an update of the network deletes subnets that it lacks.
        subnets: subnets(name, scope, addressSpace, child),
      },
      child,
    );
    const subnetId = (role: SubnetRole) =>
      pulumi.interpolate`${virtualNetwork.id}/subnets/${scope.names.of("subnet", role)}`;
    const zoneId = (role: keyof typeof dnsZones) =>
      linkedZoneId(`${name}-${role}-zone`, dnsZones[role], scope, virtualNetwork, child);

    this.webSubnetId = subnetId("web");
    this.databaseSubnetId = subnetId("database");
    this.endpointSubnetId = subnetId("endpoints");
    this.databaseDnsZoneId = zoneId("database");
    this.blobDnsZoneId = zoneId("blob");
    this.vaultDnsZoneId = zoneId("vault");
    this.registerOutputs({
      webSubnetId: this.webSubnetId,
      databaseSubnetId: this.databaseSubnetId,
      endpointSubnetId: this.endpointSubnetId,
    });
  }
}

/** Names of the public Azure cloud. */
const dnsZones = {
  // Must end like a server's name without being one: no server's name has a dot.
  database: "copilot.private.postgres.database.azure.com",
  blob: "privatelink.blob.core.windows.net",
  vault: "privatelink.vaultcore.azure.net",
} as const;

function subnets(
  name: string,
  scope: Scope,
  addressSpace: string,
  opts: pulumi.CustomResourceOptions,
) {
  const prefixes = subnetPrefixes(addressSpace);
  const subnet = (role: SubnetRole) => ({
    name: scope.names.of("subnet", role),
    addressPrefix: prefixes[role],
    networkSecurityGroup: {
      id: securityGroup(`${name}-${role}-rules`, role, scope, addressSpace, opts).id,
    },
    defaultOutboundAccess: false,
    // Azure's default would let private endpoints bypass the security group.
    privateEndpointNetworkPolicies: VirtualNetworkPrivateEndpointNetworkPolicies.Enabled,
  });
  return [
    { ...subnet("web"), delegations: [delegation("Microsoft.Web/serverFarms")] },
    {
      ...subnet("database"),
      delegations: [delegation("Microsoft.DBforPostgreSQL/flexibleServers")],
      // The server archives its log there. Azure would add it by itself, and an update remove it.
      serviceEndpoints: [{ service: "Microsoft.Storage" }],
    },
    subnet("endpoints"),
  ];
}

function delegation(serviceName: string) {
  return { name: "delegation", serviceName };
}

function securityGroup(
  name: string,
  role: SubnetRole,
  scope: Scope,
  addressSpace: string,
  opts: pulumi.CustomResourceOptions,
) {
  return new NetworkSecurityGroup(
    name,
    {
      networkSecurityGroupName: scope.names.of("securityGroup", role),
      resourceGroupName: scope.resourceGroupName,
      location: scope.location,
      tags: scope.tags,
      securityRules: securityRules(addressSpace)[role],
    },
    opts,
  );
}

/** Id of a private DNS zone, known once the network resolves names through it. */
function linkedZoneId(
  name: string,
  zoneName: string,
  scope: Scope,
  virtualNetwork: network.VirtualNetwork,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const everywhere = {
    resourceGroupName: scope.resourceGroupName,
    location: "global",
    tags: scope.tags,
  };
  const zone = new PrivateZone(name, { ...everywhere, privateZoneName: zoneName }, opts);
  const link = new VirtualNetworkLink(
    `${name}-link`,
    {
      ...everywhere,
      virtualNetworkLinkName: scope.names.of("virtualNetwork"),
      privateZoneName: zone.name,
      virtualNetwork: { id: virtualNetwork.id },
      registrationEnabled: false,
    },
    opts,
  );
  return pulumi.all([zone.id, link.id]).apply(([id]) => id);
}
