import { expect, test } from "vitest";
import { Storage, type StorageArgs } from "../../../../components/azure/storage.ts";
import { privateNetwork, recordAzure } from "../../../support/azure.ts";

const args: Omit<StorageArgs, "scope"> = {
  replication: "LRS",
  versioning: true,
  contributors: [{ name: "site", principalId: "principal-1" }],
};

test("uploads and backups have a container each, made once deletions are soft (59, 66)", async () => {
  const { ofType, dependenciesOf, named } = await record();
  const containers = ofType("BlobContainer");
  expect(containers.map(({ inputs }) => inputs.containerName).toSorted()).toEqual([
    "backups",
    "uploads",
  ]);
  for (const container of containers) {
    expect(container.inputs.publicAccess).toBe("None");
    expect(container.parent).toBe(named("storage").urn);
    expect(dependenciesOf(container)).toEqual(["storage-account", "storage-blobs"]);
  }
});

test("only the front end's pages may read and write blobs (76)", async () => {
  const { named } = await record({ corsOrigin: "https://chats.example.com" });
  expect(named("storage-blobs").inputs.cors).toEqual({
    corsRules: [
      {
        allowedOrigins: ["https://chats.example.com"],
        allowedMethods: ["GET", "HEAD", "PUT", "OPTIONS"],
        allowedHeaders: ["authorization", "content-type", "x-ms-*"],
        exposedHeaders: ["etag", "x-ms-*"],
        maxAgeInSeconds: 3600,
      },
    ],
  });
});

test("without a front end no page may", async () => {
  const { named } = await record();
  expect(named("storage-blobs").inputs.cors).toEqual({ corsRules: [] });
});

test("versioning is the caller's to say (68)", async () => {
  const { named } = await record({ versioning: false });
  expect(named("storage-blobs").inputs.isVersioningEnabled).toBe(false);
});

test("old versions expire and old backups cool, but nothing current is deleted", async () => {
  const { named } = await record();
  const expiry = { delete: { daysAfterCreationGreaterThan: 30 } };
  expect(named("storage-lifecycle").inputs).toMatchObject({ managementPolicyName: "default" });
  expect(named("storage-lifecycle").inputs.policy).toEqual({
    rules: [
      {
        name: "expire-old-versions",
        enabled: true,
        type: "Lifecycle",
        definition: {
          actions: { version: expiry, snapshot: expiry },
          filters: { blobTypes: ["blockBlob"], prefixMatch: ["uploads/", "backups/"] },
        },
      },
      {
        name: "cool-backups",
        enabled: true,
        type: "Lifecycle",
        definition: {
          actions: { baseBlob: { tierToCool: { daysAfterModificationGreaterThan: 30 } } },
          filters: { blobTypes: ["blockBlob"], prefixMatch: ["backups/"] },
        },
      },
    ],
  });
});

test("contributors may write blobs of this account alone", async () => {
  const { ofType } = await record();
  expect(ofType("RoleAssignment").map(({ name, inputs }) => [name, inputs.scope])).toEqual([
    ["storage-contributor-site", "storage-account-id"],
  ]);
  expect(ofType("RoleAssignment")[0]?.inputs.roleDefinitionId).toMatch(
    /\/ba92f5b4-2d11-453d-a403-e96b0029c9fe$/,
  );
});

test("in public the account is reachable and has no endpoint", async () => {
  const { named, ofType, outputs } = await record();
  expect(named("storage-account").inputs.publicNetworkAccess).toBe("Enabled");
  expect(ofType("PrivateEndpoint")).toEqual([]);
  expect(outputs.ready).toEqual([expect.stringMatching(/::storage-contributor-site$/)]);
});

test("in a private network only its endpoint reaches the account (62, 64, 65)", async () => {
  const { named, outputs } = await record({ privateNetwork });
  expect(named("storage-account").inputs).toMatchObject({
    publicNetworkAccess: "Disabled",
    networkRuleSet: { defaultAction: "Deny" },
  });
  expect(named("storage-endpoint").inputs).toMatchObject({
    privateLinkServiceConnections: [
      { privateLinkServiceId: "storage-account-id", groupIds: ["blob"] },
    ],
  });
  expect(outputs.ready).toEqual([
    expect.stringMatching(/::storage-contributor-site$/),
    expect.stringMatching(/::storage-endpoint-dns$/),
  ]);
});

test("the blob endpoint is the account's", async () => {
  const { outputs } = await record();
  expect(outputs.blobEndpoint).toMatch(/^https:\/\/[^/.]+\.blob\.core\.windows\.net\/$/);
});

function record(change: Partial<StorageArgs> = {}) {
  return recordAzure((scope) => {
    const { blobEndpoint, rolesReady } = new Storage("storage", { ...args, ...change, scope });
    return { blobEndpoint, ready: rolesReady.map(({ urn }) => urn) };
  });
}
