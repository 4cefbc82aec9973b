import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { expect, it } from "vitest";
import { readSource } from "../../../../scripts/restore-drill/source.ts";

const serverId =
  "/subscriptions/s1/resourceGroups/rg-prod/providers/Microsoft.DBforPostgreSQL/flexibleServers/psql-prod";

it("the state of a stack tells where its database is and who reads it", async () => {
  expect(
    await readSource(
      stackOf({ delegatedSubnetResourceId: "/subnets/d", privateDnsZoneArmResourceId: "/zones/d" }),
    ),
  ).toEqual({
    serverId,
    serverName: "psql-prod",
    subscriptionId: "s1",
    resourceGroup: "rg-prod",
    location: "westeurope",
    host: "psql-prod.postgres.database.azure.com",
    databaseName: "dot_copilot",
    user: "chat_app",
    vaultName: "kv-copilot-prod-abc123",
    passwordSecret: "database-app-password",
    hasGeoBackup: true,
    network: { subnetId: "/subnets/d", privateDnsZoneId: "/zones/d" },
  });
  expect((await readSource(stackOf({}))).network).toBeUndefined();
});

it("a stack without a database on Azure is named", async () => {
  const stack = { name: "local", exportStack: async () => ({ version: 3, deployment: {} }) };
  await expect(readSource(stack as unknown as Stack)).rejects.toThrow(
    "local: its state has no database on Azure; run `pulumi up` first",
  );
});

function stackOf(network: object): Stack {
  const inputs = {
    serverName: "psql-prod",
    location: "westeurope",
    backup: { geoRedundantBackup: "Enabled" },
    network: { publicNetworkAccess: "Disabled", ...network },
  };
  const outputs = {
    databaseHost: "psql-prod.postgres.database.azure.com",
    databaseName: "dot_copilot",
    databaseUser: "chat_app",
    databasePasswordReference:
      "@Microsoft.KeyVault(SecretUri=https://kv-copilot-prod-abc123.vault.azure.net/secrets/database-app-password)",
  };
  const resources = [
    { type: "pulumi:pulumi:Stack", outputs },
    { type: "azure-native:dbforpostgresql:Server", id: serverId, inputs },
  ];
  return {
    name: "prod",
    exportStack: async () => ({ version: 3, deployment: { resources } }),
  } as never;
}
