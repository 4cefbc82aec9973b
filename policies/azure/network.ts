import { companion, everyItem, property, sharing } from "../checks.ts";
import { equals, isSet } from "../conditions.ts";
import type { Policy } from "../policy.ts";
import { firstIsNoDenyAll, noLateralLogin, noOpenInbound } from "./security-rules.ts";
import { hasRoom, inSubnet, isDelegatedTo } from "./subnets.ts";

const virtualNetwork = "azure-native:network:VirtualNetwork";
const securityGroup = "azure-native:network:NetworkSecurityGroup";

export const networkPolicies: Policy[] = [
  {
    id: "azure-subnet-security-group",
    expectation: 105,
    title: "Every subnet has a security group",
    resourceTypes: [virtualNetwork],
    severity: "error",
    check: everyItem("subnets", "networkSecurityGroup.id", isSet),
    sources: ["Azure.VNET.UseNSGs", "CKV2_AZURE_31", "CIS5:7.11"],
  },
  {
    id: "azure-subnet-no-default-outbound",
    expectation: 106,
    title: "No subnet reaches the Internet by an address that nobody chose",
    resourceTypes: [virtualNetwork],
    severity: "error",
    check: everyItem("subnets", "defaultOutboundAccess", equals(false)),
    sources: ["Azure.VNET.PrivateSubnet", "7bca8353"],
  },
  {
    id: "azure-security-group-no-open-inbound",
    expectation: 107,
    title: "No security group lets everybody in",
    resourceTypes: [securityGroup],
    severity: "error",
    check: noOpenInbound,
    sources: ["Azure.NSG.AnyInboundSource", "AZR-000137", "AZU-0047"],
  },
  {
    id: "azure-security-group-not-shut",
    expectation: 108,
    title: "No security group refuses everything before it allows anything",
    resourceTypes: [securityGroup],
    severity: "error",
    check: firstIsNoDenyAll,
    sources: ["Azure.NSG.DenyAllInbound", "AZR-000138"],
  },
  {
    id: "azure-security-group-no-lateral-login",
    expectation: 109,
    title: "Nothing in the network logs in to its neighbours",
    resourceTypes: [securityGroup],
    severity: "error",
    check: noLateralLogin,
    sources: [
      "Azure.NSG.LateralTraversal",
      "AZR-000139",
      "CKV_AZURE_9",
      "CKV_AZURE_10",
      "AZU-0048",
      "AZU-0050",
    ],
  },
  {
    id: "azure-subnet-of-database",
    expectation: 110,
    title: "The subnet of a database is given over to databases",
    resourceTypes: ["azure-native:dbforpostgresql:Server"],
    severity: "error",
    appliesTo: ["privateNetwork"],
    check: inSubnet(
      "network.delegatedSubnetResourceId",
      isDelegatedTo("Microsoft.DBforPostgreSQL/flexibleServers"),
    ),
    sources: [],
  },
  {
    id: "azure-subnet-of-database-size",
    expectation: 110,
    title: "The subnet of a database has 16 addresses or more",
    resourceTypes: ["azure-native:dbforpostgresql:Server"],
    severity: "error",
    appliesTo: ["privateNetwork"],
    check: inSubnet("network.delegatedSubnetResourceId", hasRoom(28)),
    sources: [],
  },
  {
    id: "azure-subnet-of-site",
    expectation: 110,
    title: "The subnet of a site is given over to sites",
    resourceTypes: ["azure-native:web:WebApp", "azure-native:web:WebAppSlot"],
    severity: "error",
    appliesTo: ["privateNetwork"],
    check: inSubnet("virtualNetworkSubnetId", isDelegatedTo("Microsoft.Web/serverFarms")),
    sources: [],
  },
  {
    id: "azure-private-endpoint-dns",
    expectation: 111,
    title: "The name of what has a private endpoint leads to it",
    resourceTypes: ["azure-native:network:PrivateEndpoint"],
    severity: "error",
    check: companion(
      "azure-native:network:PrivateDnsZoneGroup",
      sharing("privateEndpointName"),
      property("privateDnsZoneConfigs[0].privateDnsZoneId", isSet),
    ),
    sources: [],
  },
  {
    id: "azure-private-zone-link",
    expectation: 111,
    title: "Networks ask private zones for names, and register none there",
    resourceTypes: ["azure-native:privatedns:PrivateZone"],
    severity: "error",
    check: companion(
      "azure-native:privatedns:VirtualNetworkLink",
      sharing("privateZoneName"),
      property("registrationEnabled", equals(false)),
    ),
    sources: [],
  },
];
