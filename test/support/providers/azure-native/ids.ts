import { unwrap } from "../../../../providers/process/secrets.ts";
import type { Wire } from "../wire.ts";

/** Answered by `getClientConfig`; zeros, so that nobody takes them for somebody's own. */
export const client = {
  clientId: "00000000-0000-4000-8000-00000000c11e",
  objectId: "00000000-0000-4000-8000-000000000b1e",
  subscriptionId: "00000000-0000-4000-8000-00000000005b",
  tenantId: "00000000-0000-4000-8000-00000000007e",
};

const group = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}";
const site = "Microsoft.Web/sites/{name}";
const slot = `${site}/slots/{slot}`;
const server = "Microsoft.DBforPostgreSQL/flexibleServers/{serverName}";
const account = "Microsoft.Storage/storageAccounts/{accountName}";
const workspace = "Microsoft.OperationalInsights/workspaces/{workspaceName}";
const queryPack = "Microsoft.OperationalInsights/queryPacks/{queryPackName}";
const identity = "Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName}";
const zone = "Microsoft.Network/privateDnsZones/{privateZoneName}";
const endpoint = "Microsoft.Network/privateEndpoints/{privateEndpointName}";
const network = "Microsoft.Network/virtualNetworks/{virtualNetworkName}";

/**
 * Where Azure keeps each type; the placeholders are inputs of the resource. Without a leading `/`
 * or `{` it is a provider's path in the resource group. The SDK does not say it.
 * Source: Azure REST API reference (https://learn.microsoft.com/rest/api/azure/).
 */
const paths: Record<string, string> = {
  "resources:ResourceGroup": group,
  "managedidentity:UserAssignedIdentity": identity,
  "managedidentity:FederatedIdentityCredential": `${identity}/federatedIdentityCredentials/{federatedIdentityCredentialResourceName}`,
  "network:VirtualNetwork": network,
  "network:Subnet": `${network}/subnets/{subnetName}`,
  "network:NetworkSecurityGroup":
    "Microsoft.Network/networkSecurityGroups/{networkSecurityGroupName}",
  "network:PrivateEndpoint": endpoint,
  "network:PrivateDnsZoneGroup": `${endpoint}/privateDnsZoneGroups/{privateDnsZoneGroupName}`,
  "privatedns:PrivateZone": zone,
  "privatedns:VirtualNetworkLink": `${zone}/virtualNetworkLinks/{virtualNetworkLinkName}`,
  "dbforpostgresql:Server": server,
  "dbforpostgresql:Database": `${server}/databases/{databaseName}`,
  "dbforpostgresql:Configuration": `${server}/configurations/{configurationName}`,
  "dbforpostgresql:FirewallRule": `${server}/firewallRules/{firewallRuleName}`,
  "dbforpostgresql:AdministratorsMicrosoftEntra": `${server}/administrators/{objectId}`,
  "storage:StorageAccount": account,
  "storage:BlobServiceProperties": `${account}/blobServices/{blobServicesName}`,
  "storage:BlobContainer": `${account}/blobServices/default/containers/{containerName}`,
  "storage:ManagementPolicy": `${account}/managementPolicies/{managementPolicyName}`,
  "keyvault:Vault": "Microsoft.KeyVault/vaults/{vaultName}",
  "keyvault:Secret": "Microsoft.KeyVault/vaults/{vaultName}/secrets/{secretName}",
  "web:AppServicePlan": "Microsoft.Web/serverfarms/{name}",
  "web:StaticSite": "Microsoft.Web/staticSites/{name}",
  "web:WebApp": site,
  "web:WebAppApplicationSettings": `${site}/config/appsettings`,
  "web:WebAppDiagnosticLogsConfiguration": `${site}/config/logs`,
  "web:WebAppFtpAllowed": `${site}/basicPublishingCredentialsPolicies/ftp`,
  "web:WebAppScmAllowed": `${site}/basicPublishingCredentialsPolicies/scm`,
  "web:WebAppSlotConfigurationNames": `${site}/config/slotConfigNames`,
  "web:WebAppSlot": slot,
  "web:WebAppFtpAllowedSlot": `${slot}/basicPublishingCredentialsPolicies/ftp`,
  "web:WebAppScmAllowedSlot": `${slot}/basicPublishingCredentialsPolicies/scm`,
  "operationalinsights:Workspace": workspace,
  "operationalinsights:SavedSearch": `${workspace}/savedSearches/{savedSearchId}`,
  "operationalinsights:QueryPack": queryPack,
  "operationalinsights:Query": `${queryPack}/queries/{id}`,
  "applicationinsights:Component": "Microsoft.Insights/components/{resourceName}",
  "applicationinsights:WebTest": "Microsoft.Insights/webTests/{webTestName}",
  "applicationinsights:Workbook": "Microsoft.Insights/workbooks/{resourceName}",
  "monitor:ActionGroup": "Microsoft.Insights/actionGroups/{actionGroupName}",
  "monitor:AutoscaleSetting": "Microsoft.Insights/autoscaleSettings/{autoscaleSettingName}",
  "monitor:DiagnosticSetting":
    "{resourceUri}/providers/Microsoft.Insights/diagnosticSettings/{name}",
  "monitor:MetricAlert": "Microsoft.Insights/metricAlerts/{ruleName}",
  "monitor:ScheduledQueryRule": "Microsoft.Insights/scheduledQueryRules/{ruleName}",
  "alertsmanagement:SmartDetectorAlertRule":
    "Microsoft.AlertsManagement/smartDetectorAlertRules/{alertRuleName}",
  "portal:Dashboard": "Microsoft.Portal/dashboards/{dashboardName}",
  "consumption:Budget": "{scope}/providers/Microsoft.Consumption/budgets/{budgetName}",
  "authorization:RoleAssignment":
    "{scope}/providers/Microsoft.Authorization/roleAssignments/{roleAssignmentName}",
  "authorization:ManagementLockByScope":
    "{scope}/providers/Microsoft.Authorization/locks/{lockName}",
  "authorization:ManagementLockAtResourceGroupLevel": `${group}/providers/Microsoft.Authorization/locks/{lockName}`,
};

/** Undefined for a type that the stand-in does not know. */
export function pathOf(token: string): string | undefined {
  const path = paths[token.replace(/^azure-native:/, "")];
  return path && (/^[/{]/.test(path) ? path : `${group}/providers/${path}`);
}

/** Inputs that are part of the id: another value is another resource. */
export function pathProperties(token: string): string[] {
  return [...(pathOf(token) ?? "").matchAll(/\{(\w+)\}/g)]
    .map(([, property]) => property ?? "")
    .filter((property) => property !== "subscriptionId");
}

/** The input that names the resource itself; undefined where Azure gives the name. */
export function nameProperty(token: string): string | undefined {
  return /\{(\w+)\}$/.exec(pathOf(token) ?? "")?.[1];
}

export function resourceId(token: string, inputs: Wire): string {
  const values: Wire = { ...inputs, subscriptionId: client.subscriptionId };
  return (pathOf(token) ?? "").replace(/\{(\w+)\}/g, (_, name) => String(unwrap(values[name])));
}

/** Id of what has to exist first and is deleted last. */
export function parentOf(id: string): string {
  const above = id.split("/").slice(0, -2);
  return (above.at(-2) === "providers" ? above.slice(0, -2) : above).join("/");
}

/** For example `Microsoft.Web/sites/slots`. */
export function azureType(id: string): string {
  const [namespace, ...rest] = (id.split("/providers/").at(-1) ?? "").split("/");
  if (namespace === "") return "Microsoft.Resources/resourceGroups";
  return [namespace, ...rest.filter((_, index) => index % 2 === 0)].join("/");
}
