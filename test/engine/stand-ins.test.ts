import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as authorization from "@pulumi/azure-native/authorization/index.js";
import * as dbforpostgresql from "@pulumi/azure-native/dbforpostgresql/index.js";
import * as keyvault from "@pulumi/azure-native/keyvault/index.js";
import * as resources from "@pulumi/azure-native/resources/index.js";
import * as storage from "@pulumi/azure-native/storage/index.js";
import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { describe, expect, test } from "vitest";
import { openStandIns } from "../support/providers/attach.ts";
import { client } from "../support/providers/azure-native/ids.ts";

const groupId = `/subscriptions/${client.subscriptionId}/resourceGroups/rg-test`;
const accountId = `${groupId}/providers/Microsoft.Storage/storageAccounts/sttest`;
const containerId = `${accountId}/blobServices/default/containers/backups`;
const serverId = `${groupId}/providers/Microsoft.DBforPostgreSQL/flexibleServers/psql-test`;

describe("the stand-ins under the real engine", () => {
  test("a small platform is previewed, made once, kept, replaced, and removed in order", async () => {
    const { stack, use, cloud } = await openStandIns();
    const platform = (location: string) => () => {
      const place = group();
      const { name, primaryEndpoints } = account(place, location);
      container(place, name);
      // In a preview this is unknown: a value that is merely absent would fail here.
      const host = primaryEndpoints.apply(({ blob }) => new URL(blob).host);
      return { host, tenant: authorization.getClientConfigOutput().tenantId };
    };
    use(platform("westeurope"));
    expect((await stack.preview()).changeSummary).toEqual({ create: 4 });
    expect(cloud.all()).toEqual({});

    const first = await stack.up();
    expect(first.summary.resourceChanges).toEqual({ create: 4 });
    expect(first.outputs.host?.value).toBe("sttest.blob.core.windows.net");
    expect(first.outputs.tenant?.value).toBe(client.tenantId);
    expect(Object.keys(cloud.all())).toEqual([groupId, accountId, containerId]);

    expect((await stack.up()).summary.resourceChanges).toEqual({ same: 4 });

    use(platform("northeurope"));
    // Account and container keep their ids, so the old ones have to go first, child before parent.
    expect((await stack.up()).summary.resourceChanges).toEqual({ replace: 2, same: 2 });
    expect(cloud.find(accountId)?.properties.location).toBe("northeurope");

    await stack.destroy();
    expect(cloud.all()).toEqual({});
  });

  test("a type, a property or a name that Azure does not have is refused in the preview", async () => {
    const { stack, use, failureOf } = await openStandIns();
    const refusalOf = (type: string, inputs: pulumi.Inputs) => {
      use(() => ({ id: new Untyped(type, "thing", inputs).id }));
      return failureOf(stack.preview());
    };
    expect(await refusalOf("azure-native:storage:Bucket", {})).toContain(
      "azure-native:storage:Bucket is no resource type of the installed SDK",
    );
    const inputs = { resourceGroupName: "rg-test", properties: {}, vaultName: "kv_test", sku: "A" };
    const output = await refusalOf("azure-native:keyvault:Vault", inputs);
    expect(output).toContain('is no name that Azure takes, got "kv_test"');
    expect(output).toContain("is not an input of azure-native:keyvault:Vault");
  });

  test("two resources with one id are refused, and so is one before its parent", async () => {
    const { stack, use, failureOf } = await openStandIns();
    use(() => {
      const place = group();
      account(place);
      account(place, "westeurope", "twin");
      container(place, "stmissing");
      return {};
    });
    const output = await failureOf(stack.up({ continueOnError: true }));
    expect(output).toContain(`cannot create already existing resource '${accountId}'`);
    expect(output).toMatch(
      /ParentResourceNotFound: .*stmissing\/blobServices\/default\/containers/,
    );
  });

  test("changes of one database server are refused together and pass in a chain", async () => {
    const { stack, use, cloud, failureOf } = await openStandIns();
    const settings = (isChained: boolean) => () => {
      const place = group();
      const server = new dbforpostgresql.Server("server", {
        resourceGroupName: place,
        serverName: "psql-test",
        location: "westeurope",
      });
      ["log_checkpoints", "log_connections", "log_disconnections"].reduce<pulumi.Resource[]>(
        (before, configurationName) => {
          const args = { resourceGroupName: place, serverName: server.name, configurationName };
          const options = { dependsOn: isChained ? before : [] };
          return [new dbforpostgresql.Configuration(configurationName, args, options)];
        },
        [],
      );
      return { host: server.fullyQualifiedDomainName };
    };
    use(settings(false));
    expect(await failureOf(stack.up())).toContain(`another operation runs on ${serverId}`);
    use(settings(true));
    await stack.up();
    const ids = Object.keys(cloud.all());
    expect(ids.filter((id) => id.startsWith(`${serverId}/configurations/`))).toHaveLength(3);
  });

  test("nothing under a lock is deleted until the lock is", async () => {
    const { stack, use, cloud, failureOf } = await openStandIns();
    const holding =
      (...content: ((place: pulumi.Output<string>) => unknown)[]) =>
      () => {
        const place = group();
        for (const add of content) add(place);
        return {};
      };
    const addAccount = (place: pulumi.Output<string>) => account(place);
    use(holding(addAccount, lock));
    await stack.up();
    use(holding(lock));
    expect(await failureOf(stack.up())).toContain(`ScopeLocked: ${accountId} cannot be deleted`);
    expect(cloud.has(accountId)).toBe(true);
    use(holding(addAccount));
    await stack.up();
    use(holding());
    await stack.up();
    expect(Object.keys(cloud.all())).toEqual([groupId]);
  });

  test("what was removed or changed by hand is noticed and mended", async () => {
    const { stack, use, cloud } = await openStandIns();
    use(() => {
      const place = group();
      container(place, account(place).name);
      return {};
    });
    await stack.up();
    const { token, properties } = cloud.find(accountId) ?? expect.fail("the account exists");
    cloud.put(accountId, { token, properties: { ...properties, allowBlobPublicAccess: true } });
    cloud.remove(containerId);

    const mended = await stack.up({ refresh: true });
    expect(mended.summary.resourceChanges).toEqual({ create: 1, update: 1, same: 2 });
    expect(cloud.find(accountId)?.properties.allowBlobPublicAccess).toBe(false);
    expect(cloud.has(containerId)).toBe(true);
  });

  test("secrets reach the cloud and the commands, and the state only encrypted", async () => {
    const { stack, use, cloud, folder, state } = await openStandIns();
    const marker = join(folder, "marker");
    use(() => {
      const resourceGroupName = group();
      const password = new random.RandomPassword("password", { length: 24 }).result;
      const vault = vaultOf(resourceGroupName);
      const place = { resourceGroupName, vaultName: vault.name };
      const properties = { value: pulumi.interpolate`login:${password}` };
      new keyvault.Secret("secret", { ...place, secretName: "login", properties });
      new command.local.Command("print", {
        create: 'printf %s "$PASSWORD" | tee marker',
        dir: folder,
        environment: { PASSWORD: password },
      });
      return { uri: vault.properties.vaultUri };
    });
    const { outputs } = await stack.up();
    expect(outputs.uri).toEqual({ value: "https://kv-test.vault.azure.net/", secret: false });
    const password = readFileSync(marker, "utf8");
    expect(password).toHaveLength(24);
    expect(JSON.stringify(cloud.all())).toContain(JSON.stringify(`login:${password}`));
    expect(state()).not.toContain(JSON.stringify(password).slice(1, -1));

    expect((await stack.up({ refresh: true })).summary.resourceChanges).toEqual({ same: 6 });
    expect(state()).not.toContain(JSON.stringify(password).slice(1, -1));
  });

  test("keepers make new random values and triggers run a command anew", async () => {
    const { stack, use, folder } = await openStandIns();
    const logFile = join(folder, "log");
    const release = (version: string) => () => {
      const suffix = new random.RandomString("suffix", { length: 6, keepers: { version } }).result;
      new command.local.Command("deploy", {
        create: `echo create ${version} >> log`,
        delete: `echo delete ${version} >> log`,
        dir: folder,
        triggers: [suffix],
      });
      return { suffix, uuid: new random.RandomUuid("uuid").result };
    };
    use(release("1"));
    const first = await stack.up();
    expect((await stack.up()).summary.resourceChanges).toEqual({ same: 4 });
    use(release("2"));
    const second = await stack.up();
    expect(second.summary.resourceChanges).toEqual({ replace: 2, same: 2 });
    expect(second.outputs.suffix?.value).not.toBe(first.outputs.suffix?.value);
    expect(second.outputs.uuid).toEqual(first.outputs.uuid);
    expect(readFileSync(logFile, "utf8")).toBe("create 1\ncreate 2\ndelete 1\n");
    expect(existsSync(join(folder, "azure.json"))).toBe(false);
  });
});

/** A resource as no compiler has seen it. */
class Untyped extends pulumi.CustomResource {}

/** The group's name, as an output that waits for the group. */
function group(): pulumi.Output<string> {
  const args = { resourceGroupName: "rg-test", location: "westeurope" };
  return new resources.ResourceGroup("group", args).name;
}

function account(
  resourceGroupName: pulumi.Input<string>,
  location = "westeurope",
  name = "account",
): storage.StorageAccount {
  return new storage.StorageAccount(name, {
    resourceGroupName,
    accountName: "sttest",
    location,
    kind: storage.Kind.StorageV2,
    sku: { name: storage.SkuName.Standard_LRS },
    allowBlobPublicAccess: false,
  });
}

function lock(place: pulumi.Output<string>) {
  const scope = place.apply((name) => groupId.replace("rg-test", name));
  const args = { lockName: "keep", scope, level: authorization.LockLevel.CanNotDelete };
  return new authorization.ManagementLockByScope("lock", args);
}

function container(resourceGroupName: pulumi.Input<string>, accountName: pulumi.Input<string>) {
  const args = { resourceGroupName, accountName, containerName: "backups" };
  return new storage.BlobContainer("container", args);
}

function vaultOf(resourceGroupName: pulumi.Input<string>): keyvault.Vault {
  const sku = { family: keyvault.SkuFamily.A, name: keyvault.SkuName.Standard };
  const properties = { sku, tenantId: client.tenantId };
  const args = { resourceGroupName, vaultName: "kv-test", location: "westeurope", properties };
  return new keyvault.Vault("vault", args);
}
