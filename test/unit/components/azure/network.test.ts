import { expect, test } from "vitest";
import { AppIdentity } from "../../../../components/azure/identity.ts";
import { Network, type NetworkArgs } from "../../../../components/azure/network.ts";
import { securityRules } from "../../../../components/azure/network-rules.ts";
import { recordAzure, tags } from "../../../support/azure.ts";

test("every subnet is in the network itself, has its rules and no way out by default (105, 106, 110, trap 14)", async () => {
  const { named, ofType } = await record();
  expect(ofType("network:Subnet")).toEqual([]);
  expect(named("network-virtual-network").parent).toBe(named("network").urn);
  const subnet = (role: string, prefix: string) => ({
    name: `snet-copilot-test-${role}`,
    addressPrefix: prefix,
    networkSecurityGroup: { id: `network-${role}-rules-id` },
    defaultOutboundAccess: false,
    privateEndpointNetworkPolicies: "Enabled",
  });
  expect(named("network-virtual-network").inputs).toEqual({
    virtualNetworkName: "vnet-copilot-test",
    resourceGroupName: "rg-copilot-test",
    location: "westeurope",
    tags,
    addressSpace: { addressPrefixes: ["10.20.0.0/16"] },
    enableDdosProtection: false,
    enableVmProtection: false,
    subnets: [
      {
        ...subnet("web", "10.20.1.0/24"),
        delegations: [{ name: "delegation", serviceName: "Microsoft.Web/serverFarms" }],
      },
      {
        ...subnet("database", "10.20.2.0/24"),
        delegations: [
          { name: "delegation", serviceName: "Microsoft.DBforPostgreSQL/flexibleServers" },
        ],
        serviceEndpoints: [{ service: "Microsoft.Storage" }],
      },
      subnet("endpoints", "10.20.3.0/24"),
    ],
  });
});

test.each(["web", "database", "endpoints"] as const)(
  "the security group of subnet %s has its rules",
  async (role) => {
    const { named } = await record({ addressSpace: "10.30.0.0/16" });
    expect(named(`network-${role}-rules`)).toMatchObject({
      type: "azure-native:network:NetworkSecurityGroup",
      inputs: {
        networkSecurityGroupName: `nsg-copilot-test-${role}`,
        securityRules: securityRules("10.30.0.0/16")[role],
        tags,
      },
    });
  },
);

test.each([
  ["database", "copilot.private.postgres.database.azure.com"],
  ["blob", "privatelink.blob.core.windows.net"],
  ["vault", "privatelink.vaultcore.azure.net"],
])("the zone of %s is linked and registers nobody by itself (111, trap 12)", async (role, zone) => {
  const { named, dependenciesOf } = await record();
  expect(named(`network-${role}-zone`).inputs).toEqual({
    privateZoneName: zone,
    resourceGroupName: "rg-copilot-test",
    location: "global",
    tags,
  });
  const link = named(`network-${role}-zone-link`);
  expect(link.inputs).toMatchObject({
    virtualNetworkLinkName: "vnet-copilot-test",
    location: "global",
    virtualNetwork: { id: "network-virtual-network-id" },
    registrationEnabled: false,
  });
  expect(dependenciesOf(link)).toContain("network-virtual-network");
});

test("ids lead to the subnets and zones", async () => {
  const { outputs } = await record();
  expect(outputs).toEqual({
    webSubnetId: "network-virtual-network-id/subnets/snet-copilot-test-web",
    databaseSubnetId: "network-virtual-network-id/subnets/snet-copilot-test-database",
    endpointSubnetId: "network-virtual-network-id/subnets/snet-copilot-test-endpoints",
    databaseDnsZoneId: "network-database-zone-id",
    blobDnsZoneId: "network-blob-zone-id",
    vaultDnsZoneId: "network-vault-zone-id",
  });
});

test("who uses a zone waits until the network resolves through it", async () => {
  const { named, dependenciesOf } = await record();
  expect(dependenciesOf(named("user-identity"))).toContain("network-database-zone-link");
});

function record(change: Omit<NetworkArgs, "scope"> = {}) {
  return recordAzure((scope) => {
    const network = new Network("network", { ...change, scope });
    const { webSubnetId, databaseSubnetId, endpointSubnetId } = network;
    const { databaseDnsZoneId, blobDnsZoneId, vaultDnsZoneId } = network;
    new AppIdentity("user", {
      scope: { ...scope, resourceGroupName: databaseDnsZoneId },
      role: "site",
    });
    return {
      webSubnetId,
      databaseSubnetId,
      endpointSubnetId,
      databaseDnsZoneId,
      blobDnsZoneId,
      vaultDnsZoneId,
    };
  });
}
