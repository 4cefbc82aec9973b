/** How Azure itself names a resource that the SDK has a class for. */
export interface AzureType {
  /** Type in the resource manager. */
  type: string;
  /** Inputs that make its name, the parents' first; a text in quotes is the same everywhere. */
  name: string[];
  /** Input with the id of what it extends; default the resource group. */
  scope?: string;
  /** Its name is a generated GUID, which recordings make up alike for all. */
  hasGeneratedName?: true;
}

/**
 * By token without `azure-native:`. Names and scopes are the parameters of the URL that creates the
 * resource. Source: https://learn.microsoft.com/azure/templates, the page of each type.
 */
const azureTypes: Record<string, AzureType> = {
  "applicationinsights:Component": {
    type: "Microsoft.Insights/components",
    name: ["resourceName"],
  },
  "applicationinsights:WebTest": { type: "Microsoft.Insights/webtests", name: ["webTestName"] },
  "authorization:ManagementLockByScope": {
    type: "Microsoft.Authorization/locks",
    name: ["lockName"],
    scope: "scope",
  },
  "authorization:RoleAssignment": {
    type: "Microsoft.Authorization/roleAssignments",
    name: ["roleAssignmentName"],
    scope: "scope",
    hasGeneratedName: true,
  },
  "consumption:Budget": {
    type: "Microsoft.Consumption/budgets",
    name: ["budgetName"],
    scope: "scope",
  },
  "dbforpostgresql:AdministratorsMicrosoftEntra": {
    type: "Microsoft.DBforPostgreSQL/flexibleServers/administrators",
    name: ["serverName", "objectId"],
  },
  "dbforpostgresql:Configuration": {
    type: "Microsoft.DBforPostgreSQL/flexibleServers/configurations",
    name: ["serverName", "configurationName"],
  },
  "dbforpostgresql:Database": {
    type: "Microsoft.DBforPostgreSQL/flexibleServers/databases",
    name: ["serverName", "databaseName"],
  },
  "dbforpostgresql:FirewallRule": {
    type: "Microsoft.DBforPostgreSQL/flexibleServers/firewallRules",
    name: ["serverName", "firewallRuleName"],
  },
  "dbforpostgresql:Server": {
    type: "Microsoft.DBforPostgreSQL/flexibleServers",
    name: ["serverName"],
  },
  "keyvault:Secret": {
    type: "Microsoft.KeyVault/vaults/secrets",
    name: ["vaultName", "secretName"],
  },
  "keyvault:Vault": { type: "Microsoft.KeyVault/vaults", name: ["vaultName"] },
  "managedidentity:UserAssignedIdentity": {
    type: "Microsoft.ManagedIdentity/userAssignedIdentities",
    name: ["resourceName"],
  },
  "monitor:ActionGroup": { type: "Microsoft.Insights/actionGroups", name: ["actionGroupName"] },
  "monitor:DiagnosticSetting": {
    type: "Microsoft.Insights/diagnosticSettings",
    name: ["name"],
    scope: "resourceUri",
  },
  "monitor:MetricAlert": { type: "Microsoft.Insights/metricAlerts", name: ["ruleName"] },
  "monitor:ScheduledQueryRule": {
    type: "Microsoft.Insights/scheduledQueryRules",
    name: ["ruleName"],
  },
  "network:NetworkSecurityGroup": {
    type: "Microsoft.Network/networkSecurityGroups",
    name: ["networkSecurityGroupName"],
  },
  "network:PrivateDnsZoneGroup": {
    type: "Microsoft.Network/privateEndpoints/privateDnsZoneGroups",
    name: ["privateEndpointName", "privateDnsZoneGroupName"],
  },
  "network:PrivateEndpoint": {
    type: "Microsoft.Network/privateEndpoints",
    name: ["privateEndpointName"],
  },
  "network:VirtualNetwork": {
    type: "Microsoft.Network/virtualNetworks",
    name: ["virtualNetworkName"],
  },
  "operationalinsights:SavedSearch": {
    type: "Microsoft.OperationalInsights/workspaces/savedSearches",
    name: ["workspaceName", "savedSearchId"],
  },
  "operationalinsights:Workspace": {
    type: "Microsoft.OperationalInsights/workspaces",
    name: ["workspaceName"],
  },
  "portal:Dashboard": { type: "Microsoft.Portal/dashboards", name: ["dashboardName"] },
  "privatedns:PrivateZone": {
    type: "Microsoft.Network/privateDnsZones",
    name: ["privateZoneName"],
  },
  "privatedns:VirtualNetworkLink": {
    type: "Microsoft.Network/privateDnsZones/virtualNetworkLinks",
    name: ["privateZoneName", "virtualNetworkLinkName"],
  },
  "resources:ResourceGroup": {
    type: "Microsoft.Resources/resourceGroups",
    name: ["resourceGroupName"],
  },
  "storage:BlobContainer": {
    type: "Microsoft.Storage/storageAccounts/blobServices/containers",
    name: ["accountName", '"default"', "containerName"],
  },
  "storage:BlobServiceProperties": {
    type: "Microsoft.Storage/storageAccounts/blobServices",
    name: ["accountName", "blobServicesName"],
  },
  "storage:ManagementPolicy": {
    type: "Microsoft.Storage/storageAccounts/managementPolicies",
    name: ["accountName", "managementPolicyName"],
  },
  "storage:StorageAccount": { type: "Microsoft.Storage/storageAccounts", name: ["accountName"] },
  "web:AppServicePlan": { type: "Microsoft.Web/serverfarms", name: ["name"] },
  "web:StaticSite": { type: "Microsoft.Web/staticSites", name: ["name"] },
  "web:WebApp": { type: "Microsoft.Web/sites", name: ["name"] },
  "web:WebAppFtpAllowed": {
    type: "Microsoft.Web/sites/basicPublishingCredentialsPolicies",
    name: ["name", '"ftp"'],
  },
  "web:WebAppFtpAllowedSlot": {
    type: "Microsoft.Web/sites/slots/basicPublishingCredentialsPolicies",
    name: ["name", "slot", '"ftp"'],
  },
  "web:WebAppScmAllowed": {
    type: "Microsoft.Web/sites/basicPublishingCredentialsPolicies",
    name: ["name", '"scm"'],
  },
  "web:WebAppScmAllowedSlot": {
    type: "Microsoft.Web/sites/slots/basicPublishingCredentialsPolicies",
    name: ["name", "slot", '"scm"'],
  },
  "web:WebAppSlot": { type: "Microsoft.Web/sites/slots", name: ["name", "slot"] },
  "web:WebAppSlotConfigurationNames": {
    type: "Microsoft.Web/sites/config",
    name: ["name", '"slotConfigNames"'],
  },
};

const provider = "azure-native:";

/** Undefined for what is not of Azure, or not known here. */
export function azureTypeOf(token: string): AzureType | undefined {
  return token.startsWith(provider) ? azureTypes[token.slice(provider.length)] : undefined;
}

/** Inputs that make the id of a resource: another value is another resource. */
export function identityInputs({ name, scope }: AzureType): string[] {
  const inputs = name.filter((part) => !part.startsWith('"'));
  return [...inputs, scope ?? "resourceGroupName"];
}
