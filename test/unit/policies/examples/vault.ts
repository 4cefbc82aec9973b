import { type Example, propertyExample, resource, urnOf } from "./example.ts";

const vault = "keyvault:Vault";
const secret = "keyvault:Secret";
const group = "resources:ResourceGroup";
const secretsUser = "4633458b-17de-408a-b874-0445c86b69e6";

const endpoint = (groupId: string) => [
  resource(vault),
  resource(
    "network:PrivateEndpoint",
    { privateLinkServiceConnections: [{ groupIds: [groupId] }] },
    { dependencies: [urnOf(vault)] },
  ),
];
const logs = (categoryGroup: string, enabled = true) => [
  resource(vault),
  resource(
    "monitor:DiagnosticSetting",
    { resourceUri: "vault", workspaceId: "log", logs: [{ categoryGroup, enabled }] },
    { dependencies: [urnOf(vault)] },
  ),
];
const role = (on: string, definition: string, scope = "the-id") => [
  resource(on),
  resource(
    "authorization:RoleAssignment",
    { roleDefinitionId: `/roleDefinitions/${definition}`, scope },
    { dependencies: [urnOf(on)] },
  ),
];

export const vaultExamples: Example[] = [
  propertyExample("azure-vault-roles", vault, "properties.enableRbacAuthorization", true, false),
  propertyExample("azure-vault-soft-delete", vault, "properties.enableSoftDelete", true, false),
  propertyExample(
    "azure-vault-purge-protection",
    vault,
    "properties.enablePurgeProtection",
    true,
    undefined,
  ),
  propertyExample(
    "azure-vault-purge-protection-unset",
    vault,
    "properties.enablePurgeProtection",
    undefined,
    false,
  ),
  propertyExample("azure-vault-retention", vault, "properties.softDeleteRetentionInDays", 90, 7),
  propertyExample(
    "azure-vault-retention-short",
    vault,
    "properties.softDeleteRetentionInDays",
    7,
    90,
  ),
  propertyExample(
    "azure-vault-firewall",
    vault,
    "properties.networkAcls.defaultAction",
    "Deny",
    "Allow",
  ),
  propertyExample(
    "azure-vault-trusted-services",
    vault,
    "properties.networkAcls.bypass",
    "AzureServices",
    "None",
  ),
  propertyExample(
    "azure-vault-no-public-network",
    vault,
    "properties.publicNetworkAccess",
    "Disabled",
    "Enabled",
  ),
  {
    policy: "azure-vault-private-endpoint",
    good: endpoint("vault"),
    bad: [resource(vault), resource("network:PrivateEndpoint")],
    path: "PrivateEndpoint",
  },
  {
    policy: "azure-vault-logs",
    good: logs("audit"),
    bad: logs("other"),
    path: "logs[0].categoryGroup",
  },
  {
    policy: "azure-vault-logs",
    good: logs("allLogs"),
    bad: logs("allLogs", false),
    path: "logs[0].enabled",
  },
  propertyExample("azure-secret-content-type", secret, "properties.contentType", "Key", ""),
  propertyExample(
    "azure-secret-expiry",
    secret,
    "properties.attributes.expires",
    1_827_532_800,
    undefined,
  ),
  propertyExample(
    "azure-vault-no-access-policies",
    vault,
    "properties.accessPolicies",
    [],
    [{ objectId: "1", permissions: { secrets: ["all"] } }],
  ),
  propertyExample("azure-vault-name", vault, "vaultName", "kv-chats-1", "kv--chats"),
  propertyExample("azure-secret-name", secret, "secretName", "jwt-secret", "jwt_secret"),
  {
    policy: "azure-role-secrets-user",
    good: role(vault, secretsUser),
    bad: role(vault, "00482a5a-887f-4fb3-b363-3b7fe8e74483"),
    path: "roleDefinitionId",
  },
  {
    policy: "azure-role-one-resource",
    good: role(vault, secretsUser),
    bad: role(group, secretsUser),
    path: "scope",
  },
  {
    policy: "azure-role-one-resource",
    good: role(vault, secretsUser, "/subscriptions/1/resourceGroups/rg/providers/a/vaults/kv"),
    bad: role(vault, secretsUser, "/subscriptions/1/resourceGroups/rg"),
    path: "scope",
  },
];
