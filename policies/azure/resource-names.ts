interface NameRule {
  /** Property that holds the physical name. */
  property: string;
  prefix: string;
}

/**
 * Source: https://learn.microsoft.com/azure/cloud-adoption-framework/ready/azure-best-practices/resource-abbreviations.
 * Alerts, budgets and locks have none there, and are named after what they are.
 */
export const namePrefixes: Record<string, NameRule> = {
  "azure-native:applicationinsights:Component": { property: "resourceName", prefix: "appi-" },
  "azure-native:applicationinsights:WebTest": { property: "webTestName", prefix: "webtest-" },
  "azure-native:authorization:ManagementLockByScope": { property: "lockName", prefix: "lock-" },
  "azure-native:consumption:Budget": { property: "budgetName", prefix: "budget-" },
  "azure-native:dbforpostgresql:Server": { property: "serverName", prefix: "psql-" },
  "azure-native:keyvault:Vault": { property: "vaultName", prefix: "kv-" },
  "azure-native:managedidentity:UserAssignedIdentity": { property: "resourceName", prefix: "id-" },
  "azure-native:monitor:ActionGroup": { property: "actionGroupName", prefix: "ag-" },
  "azure-native:monitor:MetricAlert": { property: "ruleName", prefix: "alert-" },
  "azure-native:monitor:ScheduledQueryRule": { property: "ruleName", prefix: "alert-" },
  "azure-native:network:NetworkSecurityGroup": {
    property: "networkSecurityGroupName",
    prefix: "nsg-",
  },
  "azure-native:network:PrivateEndpoint": { property: "privateEndpointName", prefix: "pep-" },
  "azure-native:network:VirtualNetwork": { property: "virtualNetworkName", prefix: "vnet-" },
  "azure-native:operationalinsights:Workspace": { property: "workspaceName", prefix: "log-" },
  "azure-native:portal:Dashboard": { property: "dashboardName", prefix: "dash-" },
  "azure-native:resources:ResourceGroup": { property: "resourceGroupName", prefix: "rg-" },
  "azure-native:storage:StorageAccount": { property: "accountName", prefix: "st" },
  "azure-native:web:AppServicePlan": { property: "name", prefix: "asp-" },
  "azure-native:web:StaticSite": { property: "name", prefix: "stapp-" },
  "azure-native:web:WebApp": { property: "name", prefix: "app-" },
};

/** Azure puts no tags on these. */
const untagged = [
  "azure-native:authorization:ManagementLockByScope",
  "azure-native:consumption:Budget",
];

/** Everything that has a name of its own and a place, and what Azure gives tags besides. */
export const taggedTypes: string[] = [
  ...Object.keys(namePrefixes).filter((type) => !untagged.includes(type)),
  "azure-native:keyvault:Secret",
  "azure-native:privatedns:PrivateZone",
  "azure-native:privatedns:VirtualNetworkLink",
  "azure-native:web:WebAppSlot",
];
