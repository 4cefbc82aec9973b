import { beforeAll, describe, expect, it } from "vitest";
import { Backend, type BackendArgs } from "../../../../components/azure/backend.ts";
import { type AzureRecording, recordAzure, tags } from "../../../support/azure.ts";

const common = {
  planSku: "B1",
  alwaysOn: false,
  startCommand: "node main.mjs serve",
  healthPath: "/health",
  readyPath: "/ready",
  frontendOrigin: "https://page.azurestaticapps.net",
  siteIdentity: { id: "site-identity-id", clientId: "site-client" },
  appSettings: { CHATS_LOG_LEVEL: "info", DATABASE_URL: "@Microsoft.KeyVault(SecretUri=db)" },
  telemetryConnectionString: "@Microsoft.KeyVault(SecretUri=telemetry)",
  packageUrl: "https://code/new.zip",
} satisfies Omit<BackendArgs, "scope">;

const stagingSlot = {
  identity: { id: "slot-identity-id", clientId: "slot-client" },
  appSettings: { CHATS_LOG_LEVEL: "debug" },
};

const withSlot = {
  ...common,
  planSku: "P1v2",
  alwaysOn: true,
  webSubnetId: "web-subnet-id",
  stagingSlot,
};

/** Records with a site that is set to `live`, or throws so; by default there is no site yet. */
function record(
  args: Omit<BackendArgs, "scope">,
  live: () => Record<string, string> = noSite,
): Promise<AzureRecording> {
  const answers = {
    "azure-native:web:listWebAppApplicationSettings": () => ({ properties: live() }),
  };
  return recordAzure(
    (scope) => ({ backend: outputsOf(new Backend("backend", { scope, ...args })) }),
    { answers },
  );
}

function noSite(): never {
  const details = 'Status=404 Code="ResourceNotFound" Message="no such site"';
  // The SDK reads the details of what the engine answers.
  throw Object.assign(new Error(details), { details });
}

function outputsOf({ url, slotUrl, siteId, slotId, siteName, planId }: Backend) {
  return { url, slotUrl, siteId, slotId, siteName, planId };
}

describe("a backend without a slot", () => {
  let graph: AzureRecording;
  beforeAll(async () => {
    graph = await record(common);
  });

  it("is a plan, a site and its two refusals of passwords", () => {
    const children = graph.resources.filter(({ type }) => type.startsWith("azure-native:"));
    expect(children.map(({ type, name }) => [type, name]).toSorted()).toEqual([
      ["azure-native:web:AppServicePlan", "backend-plan"],
      ["azure-native:web:WebApp", "backend-site"],
      ["azure-native:web:WebAppFtpAllowed", "backend-ftp"],
      ["azure-native:web:WebAppScmAllowed", "backend-scm"],
    ]);
    const backend = graph.named("backend");
    expect(backend?.type).toBe("copilot:azure:Backend");
    expect(new Set(children.map(({ parent }) => parent))).toEqual(new Set([backend?.urn]));
    expect(children.some(({ isProtected }) => isProtected)).toBe(false);
  });

  it("has a Linux plan of one machine (14, 27)", () => {
    expect(graph.named("backend-plan").inputs).toEqual({
      name: "asp-copilot-test",
      resourceGroupName: "rg-copilot-test",
      location: "westeurope",
      tags,
      kind: "linux",
      reserved: true,
      sku: { name: "B1", tier: "Basic", capacity: 1 },
    });
  });

  it("has a site that is closed wherever it can be (1-14, 17-22, 32)", () => {
    expect(graph.named("backend-site").inputs).toEqual({
      name: "app-copilot-test-abc123",
      resourceGroupName: "rg-copilot-test",
      location: "westeurope",
      tags,
      kind: "app,linux",
      reserved: true,
      serverFarmId: "backend-plan-id",
      httpsOnly: true,
      clientAffinityEnabled: false,
      publicNetworkAccess: "Enabled",
      identity: { type: "UserAssigned", userAssignedIdentities: ["site-identity-id"] },
      keyVaultReferenceIdentity: "site-identity-id",
      siteConfig: {
        linuxFxVersion: "NODE|24-lts",
        appCommandLine: "node main.mjs serve",
        alwaysOn: false,
        healthCheckPath: "/health",
        http20Enabled: true,
        minTlsVersion: "1.2",
        scmMinTlsVersion: "1.2",
        ftpsState: "Disabled",
        remoteDebuggingEnabled: false,
        cors: {
          allowedOrigins: ["https://page.azurestaticapps.net"],
          supportCredentials: false,
        },
        httpLoggingEnabled: true,
        detailedErrorLoggingEnabled: true,
        requestTracingEnabled: true,
        appSettings: [
          {
            name: "APPLICATIONINSIGHTS_CONNECTION_STRING",
            value: "@Microsoft.KeyVault(SecretUri=telemetry)",
          },
          { name: "AZURE_CLIENT_ID", value: "site-client" },
          { name: "CHATS_BACKGROUND_JOBS", value: "on" },
          { name: "CHATS_LOG_LEVEL", value: "info" },
          { name: "DATABASE_URL", value: "@Microsoft.KeyVault(SecretUri=db)" },
          { name: "WEBSITE_RUN_FROM_PACKAGE", value: "https://code/new.zip" },
          { name: "WEBSITE_RUN_FROM_PACKAGE_BLOB_MI_RESOURCE_ID", value: "site-identity-id" },
          { name: "WEBSITE_SWAP_WARMUP_PING_PATH", value: "/ready" },
          { name: "WEBSITE_SWAP_WARMUP_PING_STATUSES", value: "200" },
        ],
        ...sdkDefaults.siteConfig,
      },
      ...sdkDefaults.site,
    });
  });

  it("refuses passwords for FTP and for deployments (15, 16)", () => {
    const refused = {
      name: "app-copilot-test-abc123",
      resourceGroupName: "rg-copilot-test",
      allow: false,
    };
    for (const name of ["backend-ftp", "backend-scm"]) {
      const policy = graph.named(name);
      expect(policy.inputs).toEqual(refused);
      expect(policy.dependencies).toContain(graph.named("backend-site").urn);
    }
  });

  it("answers the URL and ids of what it made, and no slot", () => {
    expect(graph.outputs.backend).toEqual({
      url: "https://app-copilot-test-abc123.azurewebsites.net",
      siteId: "backend-site-id",
      planId: "backend-plan-id",
      siteName: "app-copilot-test-abc123",
    });
  });
});

describe("a backend with a slot", () => {
  let graph: AzureRecording;
  beforeAll(async () => {
    graph = await record(withSlot, () => ({ WEBSITE_RUN_FROM_PACKAGE: "https://code/live.zip" }));
  });

  it("keeps the package of the live site, and gives the slot the new one", () => {
    expect(appSettings(graph, "backend-site").WEBSITE_RUN_FROM_PACKAGE).toBe(
      "https://code/live.zip",
    );
    expect(appSettings(graph, "backend-slot-site").WEBSITE_RUN_FROM_PACKAGE).toBe(
      "https://code/new.zip",
    );
  });

  it("gives the site the new package while there is no site, or one that never had any", async () => {
    for (const live of [noSite, () => ({})]) {
      const first = await record(withSlot, live);
      expect(appSettings(first, "backend-site").WEBSITE_RUN_FROM_PACKAGE).toBe(
        "https://code/new.zip",
      );
    }
  });

  it("has a slot that is configured as its site but for settings and identity (1-14, 20-23)", () => {
    const site = graph.named("backend-site").inputs;
    const slot = graph.named("backend-slot-site").inputs;
    expect(slot).toEqual({
      ...site,
      slot: "staging",
      identity: { type: "UserAssigned", userAssignedIdentities: ["slot-identity-id"] },
      keyVaultReferenceIdentity: "slot-identity-id",
      siteConfig: { ...(site.siteConfig as object), appSettings: expect.any(Array) },
    });
    expect(slot).not.toHaveProperty("siteConfig.autoSwapSlotName");
  });

  it("differs from the site in exactly the sticky settings and the package (30)", () => {
    const site = appSettings(graph, "backend-site");
    const slot = appSettings(graph, "backend-slot-site");
    expect(Object.keys(slot)).toEqual(Object.keys(site));
    const different = Object.keys(site).filter((name) => site[name] !== slot[name]);
    const names = graph.named("backend-slot-sticky-settings");
    expect(names.inputs).toEqual({
      name: "app-copilot-test-abc123",
      resourceGroupName: "rg-copilot-test",
      appSettingNames: different.filter((name) => name !== "WEBSITE_RUN_FROM_PACKAGE"),
    });
    expect(different).toContain("WEBSITE_RUN_FROM_PACKAGE");
    expect(slot).toMatchObject({ CHATS_BACKGROUND_JOBS: "off", CHATS_LOG_LEVEL: "debug" });
  });

  it("makes settings sticky before there is a slot to swap", () => {
    const slot = graph.named("backend-slot-site");
    expect(slot.dependencies).toContain(graph.named("backend-slot-sticky-settings").urn);
  });

  it("refuses passwords in the slot too, once it is there (15, 16)", () => {
    const { urn } = graph.named("backend-slot-site");
    for (const name of ["backend-slot-ftp", "backend-slot-scm"]) {
      const policy = graph.named(name);
      expect(policy.inputs).toEqual({
        name: "app-copilot-test-abc123",
        resourceGroupName: "rg-copilot-test",
        slot: "staging",
        allow: false,
      });
      expect(policy.dependencies).toContain(urn);
    }
    expect(graph.ofType("azure-native:web:WebAppFtpAllowedSlot")).toHaveLength(1);
    expect(graph.ofType("azure-native:web:WebAppScmAllowedSlot")).toHaveLength(1);
  });

  it("sends all outgoing traffic through the subnet (23)", () => {
    for (const name of ["backend-site", "backend-slot-site"]) {
      expect(graph.named(name).inputs).toMatchObject({
        virtualNetworkSubnetId: "web-subnet-id",
        outboundVnetRouting: { allTraffic: true },
      });
    }
  });

  it("answers the URL and id of the slot", () => {
    expect(graph.outputs.backend).toMatchObject({
      slotUrl: "https://app-copilot-test-abc123-staging.azurewebsites.net",
      slotId: "backend-slot-site-id",
    });
  });
});

it("takes more machines when asked (27)", async () => {
  const graph = await record({ ...withSlot, instanceCount: 2 });
  expect(graph.named("backend-plan").inputs.sku).toEqual({
    name: "P1v2",
    tier: "PremiumV2",
    capacity: 2,
  });
});

it("refuses a slot on a Basic plan (29)", async () => {
  await expect(record({ ...withSlot, planSku: "B1" })).rejects.toThrow(
    'stagingSlot: needs a Standard plan or above, got "B1"',
  );
});

/** What the SDK adds by itself; it means nothing on Linux. */
const sdkDefaults = {
  site: { hyperV: false, isXenon: false, scmSiteAlsoStopped: false },
  siteConfig: { localMySqlEnabled: false, netFrameworkVersion: "v4.6" },
};

function appSettings(graph: AzureRecording, name: string): Record<string, string> {
  const { siteConfig } = graph.named(name).inputs as {
    siteConfig: { appSettings: { name: string; value: string }[] };
  };
  return Object.fromEntries(siteConfig.appSettings.map(({ name, value }) => [name, value]));
}
