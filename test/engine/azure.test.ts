import { describe, expect, test } from "vitest";
import program, { platform } from "../../index.ts";
import { unwrap } from "../../providers/process/secrets.ts";
import { recordLivePackage } from "../../scripts/swap/record-live-package.ts";
import { thisCheckout } from "../../stacks/host.ts";
import { readSettings } from "../../stacks/settings.ts";
import { blobServer } from "../support/blob-server.ts";
import { openStandIns, type StandInStack } from "../support/providers/attach.ts";
import type { Cloud, CloudResource } from "../support/providers/azure-native/cloud.ts";
import { blobEndpointVariable } from "../support/providers/azure-native/outputs.ts";
import { denyAssignment } from "../support/providers/azure-native/provider.ts";

const owner = {
  target: "azure",
  alertEmails: "ops@example.com",
  databaseAdministratorObjectId: "00000000-0000-4000-8000-00000000dba0",
  databaseAdministratorName: "dba-team",
  budgetStartDate: "2026-12-01",
  secretExpiryDate: "2027-11-30",
};

describe("the platform on Azure, over the stand-ins", () => {
  test("dev is previewed from nothing, made, kept as it is, and removed to the last resource", async () => {
    // A public database has firewall rules, which join the chain of its changes.
    const allowedIpRanges = "office=203.0.113.4,home=203.0.113.9";
    const dev = await openTier("dev", { allowedIpRanges });
    await expectMadeAndKept(dev);
    await dev.stack.destroy();
    expect(dev.cloud.all()).toEqual({});
  });

  test("prod is made and kept, gives nothing up while it is protected, and goes once it is not", async () => {
    const prod = await openTier("prod");
    const { stack, cloud, run, failureOf } = prod;
    await expectMadeAndKept(prod);
    const made = Object.keys(cloud.all());

    // Were the lock not protected too, it would go first and everything without data after it.
    expect(await failureOf(stack.destroy())).toMatch(/group-lock" cannot be deleted/);
    expect(Object.keys(cloud.all())).toEqual(made);

    await stack.setConfig("copilot:stagingSlot", { value: "false" });
    expect(await failureOf(stack.up())).toMatch(/ScopeLocked: .*\/slots\/.* cannot be deleted/);
    expect(Object.keys(cloud.all())).toEqual(made);

    await stack.setConfig("copilot:stagingSlot", { value: "true" });
    // What a person says first who means it: what is protected survives its program too.
    run("state", "unprotect", "--all");
    await stack.setConfig("copilot:protectData", { value: "false" });
    expect((await stack.up()).summary.resourceChanges).toMatchObject({ delete: 1 });
    await stack.destroy();
    expect(cloud.all()).toEqual({});
  });
});

describe("releases in prod, over the stand-ins", () => {
  test("what runs is changed by a swap alone, and an update after it has nothing to say about it", async () => {
    const { stack, cloud, use, failureOf, blobs } = await openTier("prod");
    blobs.alreadyThere = /chat-app-0/;
    use(() => release("000000000001"));
    await stack.up();
    expect(packagesOf(cloud)).toEqual({ site: "000000000001", slot: "000000000001" });

    use(() => release("000000000002"));
    const second = await stack.up();
    expect(packagesOf(cloud)).toEqual({ site: "000000000001", slot: "000000000002" });
    expect(second.summary.resourceChanges).toMatchObject({ replace: 1, update: 1 });

    swap(cloud);
    expect(packagesOf(cloud)).toEqual({ site: "000000000002", slot: "000000000001" });
    await recordLivePackage(stack, settingsOf(cloud, "WebApp").WEBSITE_RUN_FROM_PACKAGE ?? "");
    expect((await stack.preview()).changeSummary).toEqual({ same: expect.any(Number) });

    await stack.setConfig("copilot:monthlyBudget", { value: "999" });
    const unrelated = await stack.up();
    expect(unrelated.summary.resourceChanges).toEqual({ same: expect.any(Number), update: 1 });
    expect(packagesOf(cloud)).toEqual({ site: "000000000002", slot: "000000000001" });

    // Also where the site itself is written, and nobody told the state of the swap.
    swap(cloud);
    await stack.setConfig("copilot:samplingPercentage", { value: "20" });
    await stack.up();
    expect(settingsOf(cloud, "WebApp")).toMatchObject({ CHATS_SAMPLING_PERCENTAGE: "20" });
    expect(packagesOf(cloud).site).toBe("000000000001");

    forbidReadingSettings(cloud);
    await stack.setConfig("copilot:samplingPercentage", { value: "30" });
    expect(await failureOf(stack.up())).toMatch(
      /what the site runs cannot be read.*AuthorizationFailed.*Microsoft\.Web\/sites\/config\/list\/action/s,
    );
    expect(packagesOf(cloud).site).toBe("000000000001");
  });
});

async function openTier(tier: string, more: Record<string, string> = {}) {
  const config = { ...owner, ...more };
  const blobs = await blobServer();
  const environment = { ...blobs.environment, [blobEndpointVariable]: blobs.endpoint };
  const project = { project: "copilot", stack: tier, config, environment };
  const opened = await openStandIns({ ...project, programs: blobs.programs });
  opened.use(program);
  return { ...opened, blobs };
}

/** The program of another version of the application, whose package is there already. */
function release(appVersion: string) {
  return platform(readSettings({ ...thisCheckout(), appVersion }));
}

/** Versions that site and slot run. */
function packagesOf(cloud: Cloud) {
  const version = (type: string) =>
    /chat-app-(\w+)\.zip$/.exec(settingsOf(cloud, type).WEBSITE_RUN_FROM_PACKAGE ?? "")?.[1];
  return { site: version("WebApp"), slot: version("WebAppSlot") };
}

/** What Azure does in a swap: settings change places but for the sticky ones. */
function swap(cloud: Cloud) {
  const sticky = only(cloud, "WebAppSlotConfigurationNames").properties.appSettingNames as string[];
  const [site, slot] = [only(cloud, "WebApp"), only(cloud, "WebAppSlot")];
  const [siteSettings, slotSettings] = [settingsIn(site), settingsIn(slot)];
  const moved = (to: Setting[], from: Setting[]) => [
    ...from.filter(({ name }) => !sticky.includes(name)),
    ...to.filter(({ name }) => sticky.includes(name)),
  ];
  put(cloud, site, moved(siteSettings, slotSettings));
  put(cloud, slot, moved(slotSettings, siteSettings));
}

function forbidReadingSettings(cloud: Cloud) {
  cloud.put("/denyAssignments/test", { token: denyAssignment, properties: {} });
}

type Setting = { name: string; value: string };
type Site = CloudResource & { id: string };

function only(cloud: Cloud, type: string): Site {
  const found = Object.entries(cloud.all()).filter(
    ([, { token }]) => token === `azure-native:web:${type}`,
  );
  const [[id, resource] = [], ...others] = found;
  if (!id || !resource || others.length > 0) throw new Error(`${type}: is not there once`);
  return { id, ...resource };
}

function settingsOf(cloud: Cloud, type: string): Record<string, string> {
  return Object.fromEntries(settingsIn(only(cloud, type)).map(({ name, value }) => [name, value]));
}

function settingsIn({ properties }: Site): Setting[] {
  return (unwrap(properties) as { siteConfig: { appSettings: Setting[] } }).siteConfig.appSettings;
}

function put(cloud: Cloud, { id, token, properties }: Site, appSettings: Setting[]) {
  const siteConfig = { ...(properties.siteConfig as object), appSettings };
  cloud.put(id, { token, properties: { ...properties, siteConfig } });
}

async function expectMadeAndKept({ stack, cloud, state }: StandInStack): Promise<void> {
  const { changeSummary } = await stack.preview();
  expect(changeSummary).toEqual({ create: expect.any(Number) });
  expect(cloud.all()).toEqual({});

  expect((await stack.up()).summary.resourceChanges).toEqual(changeSummary);
  const secrets = secretsIn(cloud);
  expect(secrets).toHaveLength(5);
  const readable = secrets.filter(({ written }) => state().includes(written));
  expect(readable.map(({ name }) => name)).toEqual([]);

  const again = await stack.up({ refresh: true });
  expect(again.summary.resourceChanges).toEqual({ same: changeSummary.create });
}

/** What the vault holds, with each value as `JSON.stringify` writes it. */
function secretsIn(cloud: Cloud): { name: unknown; written: string }[] {
  return Object.values(cloud.all())
    .filter(({ token }) => token === "azure-native:keyvault:Secret")
    .map(({ properties: { secretName, properties } }) => {
      const { value } = unwrap(properties) as { value: string };
      return { name: secretName, written: JSON.stringify(value).slice(1, -1) };
    });
}
