import { describe, expect, it } from "vitest";
import { costOf } from "../../../../plan/cost/stack.ts";
import { examplePrices, exampleUsage, resource } from "./example.ts";

const prices = examplePrices({
  "app-service-p1v2": { priceUsd: 0.1 },
  "static-site-standard": { priceUsd: 9, unit: "1/Month" },
  "internet-outbound": { priceUsd: 0.5, unit: "1 GB" },
  "postgresql-b1ms": { priceUsd: 0.02 },
  "postgresql-dsv3-vcore": { priceUsd: 0.1 },
  "postgresql-storage": { priceUsd: 0.2, unit: "1 GB/Month" },
  "postgresql-backup": { priceUsd: 0.1, unit: "1 GB/Month" },
  "blob-lrs-stored": { priceUsd: 0.02 },
  "blob-lrs-writes": { priceUsd: 0.05 },
  "blob-lrs-reads": { priceUsd: 0.01 },
  "blob-zrs-stored": { priceUsd: 0.03 },
  "blob-zrs-writes": { priceUsd: 0.06 },
  "blob-zrs-reads": { priceUsd: 0.01 },
  "vault-operations": { priceUsd: 0.03 },
  "log-ingestion": { priceUsd: 3 },
  "log-retention": { priceUsd: 0.1 },
  "web-test-executions": { priceUsd: 0.001 },
  "metric-alert-series": { priceUsd: 0.1 },
  "log-alert-1-minutes": { priceUsd: 3 },
  "log-alert-5-minutes": { priceUsd: 1.5 },
  "log-alert-10-minutes": { priceUsd: 1 },
  "log-alert-15-minutes": { priceUsd: 0.5 },
  "private-endpoint": { priceUsd: 0.01 },
  "private-endpoint-inbound": { priceUsd: 0.02 },
  "private-endpoint-outbound": { priceUsd: 0.04 },
  "private-dns-zone": { priceUsd: 0.5 },
  "private-dns-queries": { priceUsd: 0.4 },
});

/** What is billed, how much of it, and for how many dollars a month. */
function billed(type: string, inputs: Record<string, unknown>, name?: string) {
  const cost = costOf(resource(`azure-native:${type}`, inputs, name), exampleUsage, prices);
  return Array.isArray(cost)
    ? cost.map(({ meter, quantity, monthlyUsd }) => [meter, quantity, monthlyUsd])
    : cost;
}

const server = {
  sku: { name: "Standard_D2s_v3", tier: "GeneralPurpose" },
  storage: { storageSizeGB: 64 },
  highAvailability: { mode: "Disabled" },
  backup: { backupRetentionDays: 7, geoRedundantBackup: "Disabled" },
};

describe("a database server", () => {
  it("costs its vCores by the hour and its storage by the GB", () => {
    expect(billed("dbforpostgresql:Server", server)).toEqual([
      ["postgresql-dsv3-vcore", 1_460, 146],
      ["postgresql-storage", 64, 12.8],
    ]);
  });

  it("costs compute and storage twice with a standby, and nothing else twice", () => {
    const withStandby = { ...server, highAvailability: { mode: "ZoneRedundant" } };
    expect(billed("dbforpostgresql:Server", withStandby)).toEqual([
      ["postgresql-dsv3-vcore", 2_920, 292],
      ["postgresql-storage", 128, 25.6],
    ]);
  });

  it("pays for backups in two regions beyond the storage that was ordered", () => {
    const copied = { ...server, backup: { geoRedundantBackup: "Enabled" } };
    expect(billed("dbforpostgresql:Server", copied)).toContainEqual(["postgresql-backup", 36, 3.6]);
  });

  it("of a burstable size is billed whole, not by the vCore", () => {
    const small = { ...server, sku: { name: "Standard_B1ms", tier: "Burstable" } };
    expect(billed("dbforpostgresql:Server", small)).toContainEqual(["postgresql-b1ms", 730, 14.6]);
  });

  it("of a size without a price is an error that names the size and the file", () => {
    const large = { ...server, sku: { name: "Standard_E4ads_v5" } };
    expect(() => billed("dbforpostgresql:Server", large)).toThrow(
      "compute Standard_E4ads_v5: has no price, got postgresql-eadsv5-vcore; add one to plan/cost/prices.json",
    );
  });
});

describe("the application", () => {
  it("costs each instance of its plan", () => {
    const plan = { reserved: true, sku: { name: "P1v2", tier: "PremiumV2", capacity: 2 } };
    expect(billed("web:AppServicePlan", plan)).toEqual([["app-service-p1v2", 1_460, 146]]);
  });

  it("is no plan for Windows, which costs more", () => {
    const plan = { reserved: false, sku: { name: "P1v2", capacity: 1 } };
    expect(() => billed("web:AppServicePlan", plan)).toThrow("thing: has inputs without a price");
  });

  it("costs what it sends to the Internet, and its slot nothing", () => {
    expect(billed("web:WebApp", {})).toEqual([["internet-outbound", 10, 5]]);
    expect(billed("web:WebAppSlot", {})).toEqual({
      freeBecause: "runs on the plan, which is billed",
    });
  });

  it("has a front end that is free on the Free plan alone", () => {
    expect(billed("web:StaticSite", { sku: { name: "Free" } })).toHaveProperty("freeBecause");
    expect(billed("web:StaticSite", { sku: { name: "Standard" } })).toEqual([
      ["static-site-standard", 1, 9],
    ]);
  });
});

describe("storage and vault", () => {
  it("cost what is stored, and reads and writes by ten thousand", () => {
    const account = { accessTier: "Hot", sku: { name: "Standard_LRS" } };
    expect(billed("storage:StorageAccount", account, "storage-account")).toEqual([
      ["blob-lrs-stored", 100, 2],
      ["blob-lrs-writes", 3, 0.15],
      ["blob-lrs-reads", 7, 0.07],
    ]);
    const vault = { properties: { sku: { name: "standard" } } };
    expect(billed("keyvault:Vault", vault)).toEqual([["vault-operations", 4, 0.12]]);
  });

  it("cost more in three zones", () => {
    const account = { accessTier: "Hot", sku: { name: "Standard_ZRS" } };
    expect(billed("storage:StorageAccount", account, "storage-account")).toEqual([
      ["blob-zrs-stored", 100, 3],
      ["blob-zrs-writes", 3, 0.18],
      ["blob-zrs-reads", 7, 0.07],
    ]);
  });

  it("cannot be estimated with a use or a replication that nobody has thought of", () => {
    const account = { accessTier: "Hot", sku: { name: "Standard_LRS" } };
    expect(() => billed("storage:StorageAccount", account, "archive")).toThrow(
      "archive: has no assumed use; add one to plan/cost/usage.ts",
    );
    const copied = { accessTier: "Hot", sku: { name: "Standard_GRS" } };
    expect(() => billed("storage:StorageAccount", copied, "storage-account")).toThrow(
      "storage-account: has inputs without a price",
    );
  });
});

describe("monitoring", () => {
  const workspace = {
    sku: { name: "PerGB2018" },
    retentionInDays: 31,
    workspaceCapping: { dailyQuotaGb: -1 },
  };

  it("costs the logs of a month, and the days beyond the first 31", () => {
    expect(billed("operationalinsights:Workspace", workspace)).toEqual([
      ["log-ingestion", expect.closeTo(60.83, 2), 182.5],
    ]);
    const longer = { ...workspace, retentionInDays: 90 };
    expect(billed("operationalinsights:Workspace", longer)).toContainEqual([
      "log-retention",
      118,
      11.8,
    ]);
  });

  it("takes in no more than the daily cap, and everything without one", () => {
    const ofQuota = (dailyQuotaGb: number) =>
      billed("operationalinsights:Workspace", { ...workspace, workspaceCapping: { dailyQuotaGb } });
    expect(ofQuota(0.5)).toEqual([["log-ingestion", expect.closeTo(15.2, 1), 45.63]]);
    expect(ofQuota(5)).toEqual(ofQuota(-1));
  });

  it("costs every run of the availability test from every place", () => {
    const test = { kind: "standard", frequency: 900, locations: [{}, {}] };
    expect(billed("applicationinsights:WebTest", test)).toEqual([
      ["web-test-executions", 5_840, 5.84],
    ]);
  });

  const criterion = { criterionType: "StaticThresholdCriterion" };

  it("costs each time series that an alert watches", () => {
    const alert = (scopes: string[], allOf?: unknown[]) =>
      billed("monitor:MetricAlert", { scopes, criteria: { allOf } });
    expect(alert(["a"], [criterion])).toEqual([["metric-alert-series", 1, 0.1]]);
    expect(alert(["a", "b"], [criterion, criterion])).toEqual([["metric-alert-series", 4, 0.4]]);
    expect(alert(["test", "insights"])).toEqual([["metric-alert-series", 1, 0.1]]);
  });

  it("does not guess what a dimension or a dynamic threshold costs", () => {
    const alert = (extra: object) =>
      billed("monitor:MetricAlert", {
        scopes: ["a"],
        criteria: { allOf: [{ ...criterion, ...extra }] },
      });
    expect(() => alert({ dimensions: [{ name: "Instance" }] })).toThrow("without a price");
    expect(() => alert({ criterionType: "DynamicThresholdCriterion" })).toThrow("without a price");
  });

  it.each([
    ["PT1M", "log-alert-1-minutes", 3],
    ["PT5M", "log-alert-5-minutes", 1.5],
    ["PT10M", "log-alert-10-minutes", 1],
    ["PT15M", "log-alert-15-minutes", 0.5],
    ["PT1H", "log-alert-15-minutes", 0.5],
    ["P1D", "log-alert-15-minutes", 0.5],
  ])("costs a log query every %s by the meter %s", (evaluationFrequency, meter, monthlyUsd) => {
    const rule = { evaluationFrequency, criteria: { allOf: [criterion] } };
    expect(billed("monitor:ScheduledQueryRule", rule)).toEqual([[meter, 1, monthlyUsd]]);
  });
});

describe("the private network", () => {
  it("costs its endpoints, what goes through them, and its zones", () => {
    expect(billed("network:PrivateEndpoint", {})).toEqual([
      ["private-endpoint", 730, 7.3],
      ["private-endpoint-inbound", 5, 0.1],
      ["private-endpoint-outbound", 5, 0.2],
    ]);
    expect(billed("privatedns:PrivateZone", {})).toEqual([
      ["private-dns-zone", 1, 0.5],
      ["private-dns-queries", 3, 1.2],
    ]);
  });
});

it("a type that nobody has thought of has no price", () => {
  expect(() => billed("cache:Redis", {}, "cache")).toThrow(
    "azure-native:cache:Redis: has no price, got cache; add one to plan/cost",
  );
});
