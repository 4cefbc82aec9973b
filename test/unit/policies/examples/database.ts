import { type Example, propertyExample, resource } from "./example.ts";

const server = "dbforpostgresql:Server";
const rule = "dbforpostgresql:FirewallRule";
const place = { serverName: "psql-chats" };
const named = resource(server, place);

const sku = (name: string, tier: string, mode = "Disabled") => [
  resource(server, { sku: { name, tier }, highAvailability: { mode } }),
];
const range = (startIpAddress: string, endIpAddress: string) => [
  resource(rule, { startIpAddress, endIpAddress }),
];
const rules = (count: number) => [
  named,
  ...Array.from({ length: count }, (_, index) => resource(rule, place, { name: `rule-${index}` })),
];
const administrator = (inputs: object) => [
  named,
  resource("dbforpostgresql:AdministratorsMicrosoftEntra", {
    ...place,
    objectId: "1",
    principalName: "dba-team",
    principalType: "Group",
    tenantId: "2",
    ...inputs,
  }),
];
const parameter = (configurationName: string, value: string) => [
  named,
  resource("dbforpostgresql:Configuration", { ...place, configurationName, value }),
];
const parameterExample = (policy: string, name: string, good: string, bad: string): Example => ({
  policy,
  good: parameter(name, good),
  bad: parameter(name, bad),
  path: "value",
});

export const databaseExamples: Example[] = [
  propertyExample("azure-database-version", server, "version", "16", "15"),
  {
    policy: "azure-database-sku",
    good: sku("Standard_B1ms", "Burstable"),
    bad: sku("Standard_B1ms", "GeneralPurpose"),
    path: "sku.name",
  },
  propertyExample(
    "azure-database-standby",
    server,
    "highAvailability.mode",
    "ZoneRedundant",
    "SameZone",
  ),
  {
    policy: "azure-database-no-burstable-standby",
    good: sku("Standard_B1ms", "Burstable"),
    bad: sku("Standard_B1ms", "Burstable", "ZoneRedundant"),
    path: "highAvailability.mode",
  },
  propertyExample(
    "azure-database-geo-backup",
    server,
    "backup.geoRedundantBackup",
    "Enabled",
    "Disabled",
  ),
  propertyExample("azure-database-backup-days", server, "backup.backupRetentionDays", 7, 36),
  propertyExample(
    "azure-database-backup-days-production",
    server,
    "backup.backupRetentionDays",
    14,
    13,
  ),
  propertyExample(
    "azure-database-entra-login",
    server,
    "authConfig.activeDirectoryAuth",
    "Enabled",
    "Disabled",
  ),
  {
    policy: "azure-database-entra-administrator",
    good: administrator({}),
    bad: administrator({ tenantId: "" }),
    path: "tenantId",
  },
  propertyExample(
    "azure-database-no-password-login",
    server,
    "authConfig.passwordAuth",
    "Disabled",
    "Enabled",
  ),
  propertyExample(
    "azure-database-maintenance-window",
    server,
    "maintenanceWindow.customWindow",
    "Enabled",
    "Disabled",
  ),
  propertyExample(
    "azure-database-no-public-network",
    server,
    "network.publicNetworkAccess",
    "Disabled",
    "Enabled",
  ),
  {
    policy: "azure-database-no-azure-services",
    good: range("203.0.113.4", "203.0.113.4"),
    bad: range("0.0.0.0", "0.0.0.0"),
    path: "startIpAddress",
  },
  {
    policy: "azure-database-narrow-rules",
    good: range("203.0.113.250", "203.0.114.3"),
    bad: range("203.0.113.250", "203.0.114.4"),
    path: "endIpAddress",
  },
  {
    policy: "azure-database-few-rules",
    good: [...rules(10), resource(rule, { serverName: "psql-other" })],
    bad: rules(11),
    path: "FirewallRule",
  },
  parameterExample("azure-database-tls", "require_secure_transport", "on", "off"),
  parameterExample("azure-database-minimum-tls", "ssl_min_protocol_version", "TLSv1.3", "TLSv1.1"),
  parameterExample("azure-database-log-checkpoints", "log_checkpoints", "on", "off"),
  parameterExample("azure-database-log-connections", "log_connections", "on", "off"),
  {
    policy: "azure-database-log-disconnections",
    good: parameter("log_disconnections", "on"),
    bad: parameter("log_connections", "on"),
    path: "Configuration log_disconnections",
  },
  parameterExample("azure-database-connection-throttle", "connection_throttle.enable", "on", "off"),
  parameterExample("azure-database-log-days", "logfiles.retention_days", "4", "3"),
  parameterExample(
    "azure-database-audit",
    "shared_preload_libraries",
    "pg_cron,pgaudit",
    "pg_cron",
  ),
  propertyExample(
    "azure-database-storage-grows",
    server,
    "storage.autoGrow",
    "Enabled",
    "Disabled",
  ),
  propertyExample("azure-database-storage-size", server, "storage.storageSizeGB", 32, 31),
  {
    policy: "azure-database-protected",
    good: [resource("dbforpostgresql:Database", {}, { isProtected: true })],
    bad: [resource("dbforpostgresql:Database")],
    path: "protect",
  },
  propertyExample("azure-database-name", server, "serverName", "psql-chats", "psql_chats"),
];
