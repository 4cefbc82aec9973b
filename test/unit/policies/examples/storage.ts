import { type Example, propertyExample, resource, urnOf } from "./example.ts";

const account = "storage:StorageAccount";
const service = "storage:BlobServiceProperties";
const place = { accountName: "stchats" };

const withService = (inputs: object) => [
  resource(account, place),
  resource(service, { ...place, ...inputs }),
];
const endpoint = (groupId: string) => [
  resource(account),
  resource(
    "network:PrivateEndpoint",
    { privateLinkServiceConnections: [{ groupIds: [groupId] }] },
    { dependencies: [urnOf(account)] },
  ),
];
const cors = (...allowedOrigins: string[]) => [
  resource(service, { cors: { corsRules: [{ allowedOrigins }] } }),
];
const page = "https://stapp-chats.azurestaticapps.net";

export const storageExamples: Example[] = [
  propertyExample("azure-storage-https-only", account, "enableHttpsTrafficOnly", true, false),
  propertyExample("azure-storage-minimum-tls", account, "minimumTlsVersion", "TLS1_2", "TLS1_1"),
  propertyExample(
    "azure-storage-no-anonymous-access",
    account,
    "allowBlobPublicAccess",
    false,
    undefined,
  ),
  propertyExample(
    "azure-storage-private-containers",
    "storage:BlobContainer",
    "publicAccess",
    "None",
    "Blob",
  ),
  propertyExample(
    "azure-storage-no-shared-keys",
    account,
    "allowSharedKeyAccess",
    false,
    undefined,
  ),
  propertyExample(
    "azure-storage-entra-in-portal",
    account,
    "defaultToOAuthAuthentication",
    true,
    false,
  ),
  propertyExample(
    "azure-storage-firewall",
    account,
    "networkRuleSet.defaultAction",
    "Deny",
    "Allow",
  ),
  propertyExample(
    "azure-storage-trusted-services",
    account,
    "networkRuleSet.bypass",
    "Logging, AzureServices",
    "None",
  ),
  propertyExample(
    "azure-storage-no-public-network",
    account,
    "publicNetworkAccess",
    "Disabled",
    "Enabled",
  ),
  {
    policy: "azure-storage-private-endpoint",
    good: endpoint("blob"),
    bad: endpoint("file"),
    path: "privateLinkServiceConnections[0].groupIds[0]",
  },
  {
    policy: "azure-storage-soft-delete",
    good: withService({ deleteRetentionPolicy: { enabled: true } }),
    bad: withService({ deleteRetentionPolicy: { enabled: false } }),
    path: "deleteRetentionPolicy.enabled",
  },
  {
    policy: "azure-storage-container-soft-delete",
    good: withService({ containerDeleteRetentionPolicy: { enabled: true } }),
    bad: [resource(account, place)],
    path: "BlobServiceProperties",
  },
  {
    policy: "azure-storage-versions",
    good: withService({ isVersioningEnabled: true }),
    bad: withService({ isVersioningEnabled: false }),
    path: "isVersioningEnabled",
  },
  propertyExample("azure-storage-zones", account, "sku.name", "Standard_GZRS", "Standard_LRS"),
  propertyExample("azure-storage-regions", account, "sku.name", "Standard_RAGRS", "Standard_ZRS"),
  propertyExample(
    "azure-storage-no-cross-tenant-copies",
    account,
    "allowCrossTenantReplication",
    false,
    undefined,
  ),
  propertyExample("azure-storage-no-local-users", account, "isLocalUserEnabled", false, true),
  propertyExample(
    "azure-storage-signature-lifetime",
    account,
    "sasPolicy.sasExpirationPeriod",
    "1.00:00:00",
    undefined,
  ),
  propertyExample(
    "azure-storage-key-rotation",
    account,
    "keyPolicy.keyExpirationPeriodInDays",
    90,
    91,
  ),
  propertyExample(
    "azure-storage-double-encryption",
    account,
    "encryption.requireInfrastructureEncryption",
    true,
    undefined,
  ),
  propertyExample("azure-storage-name", account, "accountName", "stchats", "st-chats"),
  {
    policy: "azure-storage-cors-own-page",
    good: cors(page),
    bad: cors(page, "*"),
    path: "cors.corsRules[0].allowedOrigins",
  },
];
