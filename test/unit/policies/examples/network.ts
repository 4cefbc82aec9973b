import { type Example, propertyExample, resource } from "./example.ts";

const network = "network:VirtualNetwork";
const securityGroup = "network:NetworkSecurityGroup";

const rules = (...securityRules: object[]) => [resource(securityGroup, { securityRules })];
const inbound = { direction: "Inbound", destinationPortRange: "443", priority: 200 };
const outbound = { direction: "Outbound", destinationAddressPrefix: "VirtualNetwork" };
const noLogin = {
  ...outbound,
  access: "Deny",
  priority: 200,
  destinationPortRanges: ["22", "3380-3390"],
};
const denyAll = {
  direction: "Inbound",
  access: "Deny",
  sourceAddressPrefix: "*",
  destinationPortRange: "*",
};
const inside = (type: string, idPath: Record<string, unknown>, subnet: object) => [
  resource(network, { subnets: [{ name: "other" }, { name: "snet-1", ...subnet }] }),
  resource(type, idPath),
];
const database = (subnet: object) =>
  inside(
    "dbforpostgresql:Server",
    { network: { delegatedSubnetResourceId: "/networks/vnet/subnets/snet-1" } },
    subnet,
  );
const delegatedTo = (serviceName: string) => ({ delegations: [{ serviceName }] });
const endpoint = resource("network:PrivateEndpoint", { privateEndpointName: "pep-1" });
const zone = resource("privatedns:PrivateZone", { privateZoneName: "zone" });
const link = (registrationEnabled: boolean) =>
  resource("privatedns:VirtualNetworkLink", { privateZoneName: "zone", registrationEnabled });

export const networkExamples: Example[] = [
  propertyExample(
    "azure-subnet-security-group",
    network,
    "subnets[0].networkSecurityGroup.id",
    "nsg",
    undefined,
  ),
  propertyExample(
    "azure-subnet-no-default-outbound",
    network,
    "subnets[0].defaultOutboundAccess",
    false,
    undefined,
  ),
  {
    policy: "azure-security-group-no-open-inbound",
    good: rules(
      { ...inbound, access: "Allow", sourceAddressPrefix: "AzureLoadBalancer" },
      { ...inbound, access: "Deny", sourceAddressPrefix: "*" },
      { ...outbound, access: "Allow", sourceAddressPrefix: "*" },
    ),
    bad: rules({ ...inbound, access: "Allow", sourceAddressPrefixes: ["10.0.0.0/8", "Internet"] }),
    path: "securityRules[0].sourceAddressPrefix",
  },
  {
    policy: "azure-security-group-not-shut",
    good: rules(
      { ...denyAll, priority: 300 },
      { ...inbound, access: "Allow", sourceAddressPrefix: "10.0.0.0/8" },
    ),
    bad: rules(
      { ...inbound, access: "Allow", sourceAddressPrefix: "10.0.0.0/8" },
      { ...denyAll, priority: 100 },
    ),
    path: "securityRules[1].access",
  },
  {
    policy: "azure-security-group-not-shut",
    good: rules({ ...denyAll, priority: 100, destinationPortRange: "22" }),
    bad: rules({ ...denyAll, priority: 100 }),
    path: "securityRules[0].access",
  },
  {
    policy: "azure-security-group-no-lateral-login",
    good: rules({ ...noLogin, destinationAddressPrefix: "*" }),
    bad: rules({ ...noLogin, destinationAddressPrefix: "Internet" }),
    path: "securityRules",
  },
  {
    policy: "azure-security-group-no-lateral-login",
    good: rules(noLogin),
    bad: rules(noLogin, {
      ...outbound,
      access: "Allow",
      priority: 100,
      destinationAddressPrefix: "10.0.3.0/24",
      destinationPortRange: "22",
    }),
    path: "securityRules",
  },
  {
    policy: "azure-subnet-of-database",
    good: database(delegatedTo("Microsoft.DBforPostgreSQL/flexibleServers")),
    bad: database(delegatedTo("Microsoft.Web/serverFarms")),
    path: "subnets[1].delegations[0].serviceName",
  },
  {
    policy: "azure-subnet-of-database-size",
    good: database({ addressPrefix: "10.0.0.0/28" }),
    bad: database({ addressPrefix: "10.0.0.0/29" }),
    path: "subnets[1].addressPrefix",
  },
  {
    policy: "azure-subnet-of-site",
    good: inside(
      "web:WebApp",
      { virtualNetworkSubnetId: "/subnets/snet-1" },
      delegatedTo("Microsoft.Web/serverFarms"),
    ),
    bad: inside("web:WebApp", { virtualNetworkSubnetId: "/subnets/snet-2" }, {}),
    path: "virtualNetworkSubnetId",
  },
  {
    policy: "azure-private-endpoint-dns",
    good: [
      endpoint,
      resource("network:PrivateDnsZoneGroup", {
        privateEndpointName: "pep-1",
        privateDnsZoneConfigs: [{ privateDnsZoneId: "zone" }],
      }),
    ],
    bad: [endpoint, resource("network:PrivateDnsZoneGroup", { privateEndpointName: "pep-2" })],
    path: "PrivateDnsZoneGroup",
  },
  {
    policy: "azure-private-zone-link",
    good: [zone, link(false)],
    bad: [zone, link(true)],
    path: "registrationEnabled",
  },
];
