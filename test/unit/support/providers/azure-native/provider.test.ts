import { join } from "node:path";
import { unknownValue } from "@pulumi/pulumi/runtime/rpc.js";
import { describe, expect, test } from "vitest";
import { type Cloud, openCloud } from "../../../../support/providers/azure-native/cloud.ts";
import { azureType, client, parentOf } from "../../../../support/providers/azure-native/ids.ts";
import { azureNative } from "../../../../support/providers/azure-native/provider.ts";
import type { StandIn } from "../../../../support/providers/serve.ts";
import { asSecret, type Wire } from "../../../../support/providers/wire.ts";
import { temporaryFolder } from "../../../../support/temporary-folder.ts";

const groupToken = "azure-native:resources:ResourceGroup";
const accountToken = "azure-native:storage:StorageAccount";
const vaultToken = "azure-native:keyvault:Vault";
const serverToken = "azure-native:dbforpostgresql:Server";
const roleToken = "azure-native:authorization:RoleAssignment";
const group = { resourceGroupName: "rg-test", location: "westeurope" };
const groupId = `/subscriptions/${client.subscriptionId}/resourceGroups/rg-test`;
const account = { ...group, accountName: "sttest", kind: "StorageV2", sku: { name: "LRS" } };
const accountId = `${groupId}/providers/Microsoft.Storage/storageAccounts/sttest`;

describe("a resource", () => {
  test("has Azure's id, its inputs, and what Azure adds, alike in every run", async () => {
    const made = await Promise.all([scene(), scene()].map(withAccount));
    expect(made[0]).toEqual(made[1]);
    expect(made[0]).toEqual({
      id: accountId,
      outputs: {
        ...account,
        name: "sttest",
        type: "Microsoft.Storage/storageAccounts",
        primaryLocation: "westeurope",
        primaryEndpoints: expect.objectContaining({
          blob: "https://sttest.blob.core.windows.net/",
        }),
      },
    });
  });

  test("has computed values beside its own ones at any depth, and secrets stay wrapped", async () => {
    const { standIn } = await withGroup(scene());
    const vault = { ...group, vaultName: "kv-test", properties: { tenantId: "t" } };
    const { outputs } = await standIn.create(vaultToken, vault);
    expect(outputs.properties).toEqual({
      tenantId: "t",
      vaultUri: "https://kv-test.vault.azure.net/",
    });
    const secret = { resourceGroupName: "rg-test", vaultName: "kv-test", secretName: "login" };
    const properties = { value: asSecret("s3cret") };
    const made = await standIn.create("azure-native:keyvault:Secret", { ...secret, properties });
    expect(made.outputs.properties).toMatchObject({
      value: asSecret("s3cret"),
      secretUri: "https://kv-test.vault.azure.net/secrets/login",
    });
  });

  test("is unknown in a preview where only Azure can say, and known where the program does", () => {
    const { standIn } = scene();
    const vault = { ...group, vaultName: "kv-test", properties: { tenantId: "t" } };
    expect(standIn.preview?.(vaultToken, vault, {})).toEqual({
      ...vault,
      name: unknownValue,
      type: unknownValue,
      properties: { tenantId: "t", vaultUri: unknownValue },
    });
    // As the provider does: name and place of an existing resource stay known.
    expect(standIn.preview?.(vaultToken, vault, { name: "kv-test" })?.name).toBe("kv-test");
  });

  test("is refused twice, whatever the case of its name", async () => {
    const made = await withGroup(scene());
    await expect(
      made.standIn.create(groupToken, { ...group, resourceGroupName: "RG-Test" }),
    ).rejects.toThrow(/^cannot create already existing resource '.*RG-Test'$/);
  });

  test("is refused before its parent, and before what it names by id", async () => {
    await expect(scene().standIn.create(accountToken, account)).rejects.toThrow(
      `ParentResourceNotFound: ${accountId} needs ${groupId}, which does not exist`,
    );
    const { standIn } = await withGroup(scene());
    const tags = { watches: `${groupId}/providers/Microsoft.Web/sites/app` };
    await expect(standIn.create(accountToken, { ...account, tags })).rejects.toThrow(
      `InvalidResourceReference: ${accountId} names ${tags.watches}, which does not exist`,
    );
  });

  test("may name a subnet that was declared with its network, and no other", async () => {
    const { standIn } = await withGroup(scene());
    const network = { ...group, virtualNetworkName: "vnet", subnets: [{ name: "web" }] };
    const { id } = await standIn.create("azure-native:network:VirtualNetwork", network);
    const inSubnet = (subnet: string) =>
      standIn.create(accountToken, { ...account, tags: { subnet: `${id}/subnets/${subnet}` } });
    await expect(inSubnet("database")).rejects.toThrow("/subnets/database, which does not exist");
    await expect(inSubnet("web")).resolves.toMatchObject({ id: accountId });
  });

  test("stays while something lives in it", async () => {
    const made = scene();
    await withAccount(made);
    await expect(made.standIn.delete?.(groupId, {})).rejects.toThrow(
      `CannotDeleteResource: ${groupId} still holds ${accountId}`,
    );
    await made.standIn.delete?.(accountId, {});
    await made.standIn.delete?.(groupId, {});
    expect(made.cloud.all()).toEqual({});
  });

  test("stays while it, its group or the subscription is locked against deletion", async () => {
    for (const scope of [accountId, groupId, `/subscriptions/${client.subscriptionId}`]) {
      const made = scene();
      await withAccount(made);
      const lock = { lockName: "keep", level: "CanNotDelete", scope };
      const token = "azure-native:authorization:ManagementLockByScope";
      const { id } = await made.standIn.create(token, lock);
      await expect(made.standIn.delete?.(accountId, {})).rejects.toThrow(
        `ScopeLocked: ${accountId} cannot be deleted while ${id} exists`,
      );
      await made.standIn.delete?.(id, {});
      await expect(made.standIn.delete?.(accountId, {})).resolves.toBeUndefined();
    }
  });

  test("that is gone is read as gone, and one that was changed by hand with what it has now", async () => {
    const made = scene();
    const { outputs } = await withAccount(made);
    const changed = { ...outputs, kind: "BlobStorage", accessTier: "Cool" };
    made.cloud.put(accountId, { token: accountToken, properties: changed });
    expect(made.standIn.read?.(accountId, account)).toEqual({
      inputs: { ...account, kind: "BlobStorage" },
      outputs: changed,
    });
    made.cloud.remove(accountId);
    expect(made.standIn.read?.(accountId, account)).toBeUndefined();
  });

  test("keeps the name of its site as input where its own name is an output", async () => {
    const { standIn } = await withGroup(scene());
    const site = { resourceGroupName: "rg-test", name: "app" };
    await standIn.create("azure-native:web:WebApp", { ...site, location: "westeurope" });
    const policy = { ...site, allow: false };
    const { id, outputs } = await standIn.create("azure-native:web:WebAppFtpAllowed", policy);
    expect(outputs.name).toBe("ftp");
    expect(standIn.read?.(id, policy)?.inputs).toEqual(policy);
  });
});

test("a role is granted once, whatever the name of the assignment", async () => {
  const { standIn } = await withGroup(scene());
  const grant = { principalId: "p", roleDefinitionId: "/r", scope: groupId };
  const grants = (name: string, more: Wire = {}) =>
    standIn.create(roleToken, { ...grant, ...more, roleAssignmentName: name });
  await grants("one");
  await expect(grants("two")).rejects.toThrow("RoleAssignmentExists: ");
  await expect(grants("two", { principalId: "q" })).resolves.toBeDefined();
});

test("one server takes one change at a time, another server meanwhile its own", async () => {
  const { standIn } = await withGroup(scene());
  const on = (serverName: string, configurationName: string) => {
    const inputs = { resourceGroupName: "rg-test", serverName, configurationName };
    return standIn.create("azure-native:dbforpostgresql:Configuration", inputs);
  };
  for (const serverName of ["psql-a", "psql-b"]) {
    await standIn.create(serverToken, { ...group, serverName });
  }
  const results = await Promise.allSettled([
    on("psql-a", "x"),
    on("psql-a", "y"),
    on("psql-b", "x"),
  ]);
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(String(results[1]?.status === "rejected" && results[1].reason)).toContain("ServerIsBusy");
  await expect(on("psql-a", "y")).resolves.toBeDefined();
});

describe("a changed property", () => {
  const server = { ...group, serverName: "psql", backup: { geoRedundantBackup: "Disabled" } };

  test.each([
    ["a name", { serverName: "psql-b" }, "serverName"],
    ["the group", { resourceGroupName: "rg-b" }, "resourceGroupName"],
    ["the location", { location: "northeurope" }, "location"],
    ["geo-redundancy", { backup: { geoRedundantBackup: "Enabled" } }, "backup.geoRedundantBackup"],
    [
      "the subnet",
      { network: { delegatedSubnetResourceId: "/s" } },
      "network.delegatedSubnetResourceId",
    ],
  ])("replaces the resource, old one first, when it is %s", (_, change, path) => {
    const difference = scene().standIn.diff(serverToken, server, { ...server, ...change });
    expect(difference.replaces).toEqual([path]);
    expect(difference.changes).toEqual([path.split(".")[0]]);
    expect(difference.deletesFirst).toBe(true);
  });

  test("is updated in place otherwise, also when it was taken away, and nothing is nothing", () => {
    const { standIn } = scene();
    const more = { ...server, tags: { env: "dev" } };
    const inPlace = { changes: ["tags"], replaces: [], deletesFirst: true };
    expect(standIn.diff(serverToken, server, more)).toEqual(inPlace);
    expect(standIn.diff(serverToken, more, server)).toEqual(inPlace);
    expect(standIn.diff(serverToken, more, structuredClone(more)).changes).toEqual([]);
  });
});

test("the client's configuration is answered, another function is refused by name", () => {
  const { standIn } = scene();
  expect(standIn.invoke?.("azure-native:authorization:getClientConfig", {})).toEqual(client);
  expect(() => standIn.invoke?.("azure-native:web:getWebApp", {})).toThrow("add it to provider.ts");
});

test.each([
  [groupId, `/subscriptions/${client.subscriptionId}`, "Microsoft.Resources/resourceGroups"],
  [accountId, groupId, "Microsoft.Storage/storageAccounts"],
  [
    `${accountId}/blobServices/default`,
    accountId,
    "Microsoft.Storage/storageAccounts/blobServices",
  ],
  [
    `${accountId}/providers/Microsoft.Authorization/locks/keep`,
    accountId,
    "Microsoft.Authorization/locks",
  ],
])("%s lies in %s and is a %s", (id, parent, type) => {
  expect(parentOf(id)).toBe(parent);
  expect(azureType(id)).toBe(type);
});

interface Scene {
  standIn: StandIn;
  cloud: Cloud;
}

function scene(): Scene {
  const cloud = openCloud(join(temporaryFolder(), "azure.json"));
  return { standIn: azureNative(cloud), cloud };
}

async function withGroup(made: Scene): Promise<Scene> {
  await made.standIn.create(groupToken, group);
  return made;
}

async function withAccount(made: Scene) {
  const { standIn } = await withGroup(made);
  return standIn.create(accountToken, account);
}
