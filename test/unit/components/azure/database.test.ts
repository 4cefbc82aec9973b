import { expect, test } from "vitest";
import { Database, type DatabaseArgs } from "../../../../components/azure/database.ts";
import { AppIdentity } from "../../../../components/azure/identity.ts";
import { privateNetwork, recordAzure, tags } from "../../../support/azure.ts";
import { watchedOptions } from "../../../support/watched-options.ts";

const args: Omit<DatabaseArgs, "scope"> = {
  sku: "Standard_B1ms",
  tier: "Burstable",
  storageGb: 32,
  highAvailability: false,
  backupRetentionDays: 7,
  geoRedundantBackup: false,
  tenantId: "tenant",
  entraAdministrator: { objectId: "object", name: "team", type: "Group" },
  allowsAzureServices: false,
  allowedIpRanges: [{ name: "office", first: "203.0.113.4", last: "203.0.113.7" }],
};

const production: Partial<DatabaseArgs> = {
  sku: "Standard_D2s_v3",
  tier: "GeneralPurpose",
  storageGb: 64,
  highAvailability: true,
  backupRetentionDays: 14,
  geoRedundantBackup: true,
  allowedIpRanges: [],
  privateNetwork,
};

test("a small public server has exactly these properties (33, 34, 38, 40, 53)", async () => {
  const { named } = await record();
  const server = named("database-server");
  expect(server).toMatchObject({
    type: "azure-native:dbforpostgresql:Server",
    parent: named("database").urn,
    secretInputs: ["administratorLoginPassword"],
    isProtected: false,
  });
  const { serverName, administratorLoginPassword, ...inputs } = server.inputs;
  expect(serverName).toMatch(/^psql-copilot-test/);
  expect(administratorLoginPassword).not.toBe("");
  expect(inputs).toEqual({
    resourceGroupName: "rg-copilot-test",
    location: "westeurope",
    tags,
    version: "16",
    sku: { name: "Standard_B1ms", tier: "Burstable" },
    storage: { storageSizeGB: 32, autoGrow: "Enabled" },
    administratorLogin: "copilot_admin",
    authConfig: { activeDirectoryAuth: "Enabled", passwordAuth: "Enabled", tenantId: "tenant" },
    availabilityZone: "",
    highAvailability: { mode: "Disabled", standbyAvailabilityZone: "" },
    backup: { backupRetentionDays: 7, geoRedundantBackup: "Disabled" },
    maintenanceWindow: { customWindow: "Enabled", dayOfWeek: 0, startHour: 3, startMinute: 0 },
    network: { publicNetworkAccess: "Enabled" },
  });
});

test("a large private server has a standby, copies its backups and is not on the Internet (35, 36, 37, 41)", async () => {
  const { named } = await record(production);
  expect(named("database-server").inputs).toMatchObject({
    sku: { name: "Standard_D2s_v3", tier: "GeneralPurpose" },
    storage: { storageSizeGB: 64, autoGrow: "Enabled" },
    highAvailability: { mode: "ZoneRedundant" },
    backup: { backupRetentionDays: 14, geoRedundantBackup: "Enabled" },
    network: {
      delegatedSubnetResourceId: "/subnets/database",
      privateDnsZoneArmResourceId: "/zones/database",
      publicNetworkAccess: "Disabled",
    },
  });
});

test("server and database are protected where data is (54)", async () => {
  const { named } = await record(production, true);
  expect(named("database-server").isProtected).toBe(true);
  expect(named("database-database").isProtected).toBe(true);
  expect(named("database-password").isProtected).toBe(false);
});

test("zones are Azure's to choose, and nothing else is left unwatched (trap 10)", async () => {
  const { seen, opts } = watchedOptions();
  await recordAzure((scope) => {
    new Database("database", { ...args, scope }, opts);
    return undefined;
  });
  const ignored = Object.entries(seen)
    .map(([name, { ignoreChanges }]) => [name, ignoreChanges])
    .filter(([, ignoreChanges]) => ignoreChanges !== undefined);
  expect(ignored).toEqual([
    ["database-server", ["availabilityZone", "highAvailability.standbyAvailabilityZone"]],
  ]);
});

test("the two passwords are generated with three classes of characters", async () => {
  const { named, outputs, secretOutputs } = await record();
  for (const name of ["database-password", "database-app-password"]) {
    expect(named(name)).toMatchObject({
      type: "random:index/randomPassword:RandomPassword",
      inputs: { length: 32, special: false, minLower: 1, minUpper: 1, minNumeric: 1 },
    });
  }
  expect(secretOutputs).toEqual(["adminPassword", "appPassword"]);
  expect(outputs).toMatchObject({
    adminUser: "copilot_admin",
    appUser: "chat_app",
    databaseName: "dot_copilot",
  });
});

test("the database holds text as UTF-8", async () => {
  const { named } = await record();
  expect(named("database-database").inputs).toMatchObject({
    databaseName: "dot_copilot",
    charset: "UTF8",
    collation: "en_US.utf8",
    resourceGroupName: "rg-copilot-test",
  });
});

test("changes come one after another, because a busy server refuses them (trap 11)", async () => {
  const { dependenciesOf, named } = await record({
    allowedIpRanges: [
      { name: "office", first: "203.0.113.4", last: "203.0.113.7" },
      { name: "home", first: "198.51.100.1", last: "198.51.100.1" },
    ],
  });
  const chain = [
    "database-server",
    "database-database",
    "database-require-secure-transport",
    "database-ssl-min-protocol-version",
    "database-log-checkpoints",
    "database-log-connections",
    "database-log-disconnections",
    "database-connection-throttle-enable",
    "database-logfiles-retention-days",
    "database-azure-extensions",
    "database-allow-office",
    "database-allow-home",
    "database-administrator",
  ];
  for (const [index, name] of chain.slice(1).entries()) {
    expect(dependenciesOf(named(name)), name).toContain(chain[index]);
  }
});

test("who uses the host waits until the server is set up", async () => {
  const { named, dependenciesOf } = await record();
  expect(dependenciesOf(named("user-identity"))).toEqual(
    expect.arrayContaining(["database-server", "database-administrator"]),
  );
});

function record(change: Partial<DatabaseArgs> = {}, protectData = false) {
  return recordAzure(
    (scope) => {
      const database = new Database("database", { ...args, ...change, scope });
      const { adminUser, adminPassword, appUser, appPassword, databaseName, host } = database;
      new AppIdentity("user", { scope: { ...scope, resourceGroupName: host }, role: "site" });
      return { adminUser, adminPassword, appUser, appPassword, databaseName };
    },
    { protectData },
  );
}
