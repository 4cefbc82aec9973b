import { expect, test } from "vitest";
import {
  blobService,
  privateContainer,
  type StorageAccountArgs,
  storageAccount,
} from "../../../../components/azure/storage-account.ts";
import { recordAzure, tags } from "../../../support/azure.ts";

test("a closed account refuses keys, anonymous reads, plain connections and the Internet (56 to 58, 60 to 64, 69 to 75)", async () => {
  const { named } = await record({ isPublic: false, replication: "ZRS" });
  const account = named("account");
  expect(account.type).toBe("azure-native:storage:StorageAccount");
  expect(account.isProtected).toBe(false);
  expect(account.inputs).toEqual({
    accountName: expect.stringMatching(/^stcopilottest[a-z0-9]*$/),
    resourceGroupName: "rg-copilot-test",
    location: "westeurope",
    tags,
    kind: "StorageV2",
    accessTier: "Hot",
    sku: { name: "Standard_ZRS" },
    enableHttpsTrafficOnly: true,
    minimumTlsVersion: "TLS1_2",
    allowBlobPublicAccess: false,
    allowSharedKeyAccess: false,
    defaultToOAuthAuthentication: true,
    allowCrossTenantReplication: false,
    isLocalUserEnabled: false,
    sasPolicy: { expirationAction: "Log", sasExpirationPeriod: "1.00:00:00" },
    keyPolicy: { keyExpirationPeriodInDays: 90 },
    encryption: {
      keySource: "Microsoft.Storage",
      requireInfrastructureEncryption: true,
      services: {
        blob: { enabled: true, keyType: "Account" },
        file: { enabled: true, keyType: "Account" },
      },
    },
    publicNetworkAccess: "Disabled",
    networkRuleSet: { bypass: "AzureServices", defaultAction: "Deny" },
  });
});

test("an account on the Internet differs only in who can reach it", async () => {
  const { named: closed } = await record({ isPublic: false });
  const { named: open } = await record({ isPublic: true });
  expect(open("account").inputs).toEqual({
    ...closed("account").inputs,
    publicNetworkAccess: "Enabled",
    networkRuleSet: { bypass: "AzureServices", defaultAction: "Allow" },
  });
});

test("the role tells accounts apart", async () => {
  const { named } = await record({ role: "code" });
  expect(named("account").inputs.accountName).toMatch(/^stcopilottestcode[a-z0-9]*$/);
});

test("account and containers are protected where data is", async () => {
  const { named } = await record({}, true);
  expect(named("account").isProtected).toBe(true);
  expect(named("container").isProtected).toBe(true);
});

test("deletions are soft for blobs and containers, and no web page is let in (66, 67, 68, 76)", async () => {
  const { named } = await record();
  expect(named("service").inputs).toMatchObject({
    blobServicesName: "default",
    deleteRetentionPolicy: { enabled: true, days: 14 },
    containerDeleteRetentionPolicy: { enabled: true, days: 14 },
    isVersioningEnabled: true,
    cors: { corsRules: [] },
  });
});

test("a container is private (59)", async () => {
  const { named } = await record();
  expect(named("container").inputs).toMatchObject({
    containerName: "uploads",
    publicAccess: "None",
    resourceGroupName: "rg-copilot-test",
  });
});

function record(change: Partial<StorageAccountArgs> = {}, protectData = false) {
  return recordAzure(
    (scope) => {
      const args = { scope, replication: "LRS", isPublic: true, ...change } as const;
      const account = storageAccount("account", args, {});
      blobService("service", { scope, account, versioning: true }, {});
      privateContainer("container", { scope, account, containerName: "uploads" }, {});
      return undefined;
    },
    { protectData },
  );
}
