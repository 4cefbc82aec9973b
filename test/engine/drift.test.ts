import { readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { ResourceGroup } from "@pulumi/azure-native/resources/resourceGroup.js";
import { StorageAccount } from "@pulumi/azure-native/storage/storageAccount.js";
import { AppServicePlan } from "@pulumi/azure-native/web/appServicePlan.js";
import { WebApp } from "@pulumi/azure-native/web/webApp.js";
import { expect, onTestFinished, test } from "vitest";
import { parse, stringify } from "yaml";
import { blobServer } from "../support/blob-server.ts";
import { Checkout } from "../support/checkout.ts";
import { gitHubIssues, jobToken } from "../support/drift/issues.ts";
import { openStandIns } from "../support/providers/attach.ts";
import { type Cloud, cloudFileVariable } from "../support/providers/azure-native/cloud.ts";
import { managementServer } from "../support/swap/management-server.ts";

/** The script as `drift.yml` calls it, the real engine, and stand-ins of Azure and GitHub. */
test("drift of resources and settings is told without a value, and what cannot be told is no answer", async () => {
  const { run, cloud, state, settings, issues, refuse } = await openScene();
  const stateBefore = state();

  const none = await run("--stack", "dev", "--json");
  expect([none.code, none.stderr]).toEqual([0, "Azure is as the stack dev says.\n"]);
  expect(JSON.parse(none.stdout)).toEqual({ stack: "dev", drift: [], noise: [] });
  expect(issues.all()).toEqual([]);

  const groupId = idOf(cloud, "ResourceGroup");
  const group = cloud.find(groupId);
  if (!group) throw new Error("there is no group");
  cloud.put(groupId, { ...group, properties: { ...group.properties, tags: { owner: "mallory" } } });
  cloud.remove(idOf(cloud, "StorageAccount"));
  settings.LOG_LEVEL = "debug-in-the-clear";
  const some = await run("--stack", "dev", "--json");
  expect([some.code, some.stderr]).toEqual([
    2,
    "Azure differs from the stack dev in 3 places.\nIssue #1 is opened.\n",
  ]);
  const type = (name: string) => `azure-native:${name}`;
  expect(JSON.parse(some.stdout).drift).toEqual([
    {
      resource: "account",
      type: type("storage:StorageAccount"),
      kind: "gone",
    },
    { resource: "group", type: type("resources:ResourceGroup"), property: "tags", kind: "changed" },
    {
      resource: "site",
      type: type("web:WebApp"),
      property: "appSettings.LOG_LEVEL",
      kind: "changed",
    },
  ]);
  const told = some.stdout + JSON.stringify(issues.all());
  expect(told).not.toMatch(/mallory|in-the-clear/);

  refuse({ status: 403, code: "AuthorizationFailed", message: "no right" });
  const unknown = await run("--stack", "dev", "--json");
  expect([unknown.code, unknown.stdout]).toEqual([1, ""]);
  expect(unknown.stderr).toContain("Microsoft.Web/sites/config/list/action");
  expect(issues.all()[0]?.state).toBe("open");

  const other = await run("--stack", "prod");
  expect([other.code, other.stdout]).toEqual([1, ""]);
  expect(other.stderr).toMatch(/^prod: there is no such stack in file:.*; there is dev\n$/);
  expect(state()).toBe(stateBefore);
});

async function openScene() {
  const { stack, use, cloud, folder, state } = await openStandIns({
    project: "copilot",
    stack: "dev",
  });
  use(program);
  await stack.up();
  const blobs = await blobServer();
  const server = await managementServer(blobs);
  const settings: Record<string, string> = { LOG_LEVEL: "info" };
  server.settings[idOf(cloud, "WebApp")] = settings;
  const issues = gitHubIssues();
  const checkout = standInCheckout();
  const environment = {
    ...blobs.environment,
    [cloudFileVariable]: join(folder, "azure.json"),
    PATH: [issues.programs, blobs.programs, process.env.PATH].join(delimiter),
    PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
    PULUMI_CONFIG_PASSPHRASE: "test",
    GH_TOKEN: jobToken,
    GITHUB_SERVER_URL: "https://github.com",
    GITHUB_REPOSITORY: "acme/copilot",
    GITHUB_RUN_ID: "7",
  };
  return {
    ...{ cloud, state, settings, issues },
    run: (...args: string[]) =>
      checkout.run("scripts/drift.ts", [...args, "--management-url", server.url], environment),
    refuse(refusal: NonNullable<typeof server.refusal>) {
      server.refusal = refusal;
    },
  };
}

function program() {
  const { name: resourceGroupName } = new ResourceGroup("group", {
    resourceGroupName: "rg-test",
    location: "westeurope",
    tags: { owner: "platform" },
  });
  new StorageAccount("account", {
    resourceGroupName,
    accountName: "sttest",
    kind: "StorageV2",
    sku: { name: "Standard_LRS" },
  });
  const plan = new AppServicePlan("plan", { resourceGroupName, name: "asp-test" });
  new WebApp("site", {
    resourceGroupName,
    name: "app-test",
    serverFarmId: plan.id,
    siteConfig: { appSettings: [{ name: "LOG_LEVEL", value: "info" }] },
  });
  return {};
}

/** What the workflow has, with the stand-ins in place of the packages that the state names. */
function standInCheckout(): Checkout {
  const checkout = new Checkout();
  onTestFinished(() => checkout.remove());
  const file = join(checkout.folder, "Pulumi.yaml");
  const project = parse(readFileSync(file, "utf8"));
  const path = "./test/support/providers/azure-native";
  project.plugins.providers.push({ name: "azure-native", path });
  writeFileSync(file, stringify(project));
  return checkout;
}

function idOf(cloud: Cloud, type: string): string {
  const [id] =
    Object.entries(cloud.all()).find(([, { token }]) => token.endsWith(`:${type}`)) ?? [];
  if (id === undefined) throw new Error(`${type}: is not there`);
  return id;
}
