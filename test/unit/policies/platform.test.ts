import { describe, expect, it } from "vitest";
import { recordPlatform } from "../../../plan/stacks.ts";
import { evaluate } from "../../../policies/evaluate.ts";
import { policies } from "../../../policies/policies.ts";
import { waivers } from "../../../policies/waivers.ts";
import { type TierName, tiers } from "../../../stacks/tiers.ts";

/** The real day: a waiver that expires fails the build until somebody reviews it. */
const today = new Date().toISOString().slice(0, 10);

async function judge(tier: TierName) {
  const graph = await recordPlatform(tier);
  return evaluate(graph, { tier, network: tiers[tier].network }, policies, waivers, today);
}

const evaluations = {
  dev: await judge("dev"),
  staging: await judge("staging"),
  prod: await judge("prod"),
};

const waivedWithoutSlotAndNetwork = [
  "azure-site-always-on backend-site",
  "azure-site-client-certificates backend-site",
  "azure-site-built-in-login backend-site",
  "azure-plan-sku backend-plan",
  "azure-database-no-password-login database-server",
  "azure-database-no-azure-services database-allow-azure-services",
];

const waived: Record<TierName, string[]> = {
  dev: waivedWithoutSlotAndNetwork,
  staging: waivedWithoutSlotAndNetwork,
  prod: [
    "azure-site-no-public-network backend-site",
    "azure-site-no-public-network backend-slot-site",
    "azure-site-client-certificates backend-site",
    "azure-site-client-certificates backend-slot-site",
    "azure-site-built-in-login backend-site",
    "azure-plan-instances backend-plan",
    "azure-plan-zones backend-plan",
    "azure-database-no-password-login database-server",
    "azure-database-audit database-server",
    "azure-storage-firewall releases-account",
    "azure-storage-no-public-network releases-account",
    "azure-storage-private-endpoint releases-account",
    "azure-storage-versions releases-blobs",
    "azure-storage-regions releases-account",
    "azure-storage-regions storage-account",
    "azure-insights-entra-only telemetry-insights",
    "azure-workspace-replication telemetry-workspace",
  ],
};

describe.each(Object.keys(tiers) as TierName[])("the platform of tier %s", (tier) => {
  it("is all that it is expected to be, or says why not", () => {
    expect(evaluations[tier].findings).toEqual([]);
  });

  it("waives exactly what was decided", () => {
    const found = evaluations[tier].waived.map(({ policy, resource }) => `${policy} ${resource}`);
    expect(found).toEqual(waived[tier]);
  });
});

const slotOnly = [
  "azure-slot-kind",
  "azure-slot-no-ftp-publishing",
  "azure-slot-no-scm-publishing",
  "azure-slot-plan-sku",
  "azure-slot-sticky-settings",
];
const networkOnly = [
  "azure-subnet-security-group",
  "azure-subnet-no-default-outbound",
  "azure-security-group-no-open-inbound",
  "azure-security-group-not-shut",
  "azure-security-group-no-lateral-login",
  "azure-private-endpoint-dns",
  "azure-private-zone-link",
  "azure-subnet-name-prefix",
];

describe("what no policy could judge", () => {
  const missing = (tier: TierName) =>
    evaluations[tier].notApplicable
      .filter(({ because }) => because === "no such resource")
      .map(({ policy }) => policy);

  it("is slots and networks in dev and staging, which have none", () => {
    expect(missing("dev")).toEqual([...slotOnly, ...networkOnly]);
    expect(missing("staging")).toEqual([...slotOnly, ...networkOnly]);
  });

  it("is the firewall of the database in prod, which no address reaches", () => {
    expect(missing("prod")).toEqual([
      "azure-database-no-azure-services",
      "azure-database-narrow-rules",
    ]);
  });

  it("is judged on another tier", () => {
    const never = new Set(missing("prod"));
    expect(missing("dev").filter((policy) => never.has(policy))).toEqual([]);
  });

  it("by circumstance is what is for production and private networks, or for their absence", () => {
    const elsewhere = (tier: TierName) =>
      evaluations[tier].notApplicable
        .filter(({ because }) => because === "circumstance")
        .map(({ policy }) => policy);
    expect(elsewhere("prod")).toEqual(
      policies.filter(({ appliesTo }) => appliesTo?.[0] === "nonproduction").map(({ id }) => id),
    );
    expect(elsewhere("dev")).toEqual(
      policies
        .filter(({ appliesTo }) => appliesTo && appliesTo[0] !== "nonproduction")
        .map(({ id }) => id),
    );
  });
});

it("names every type that has a location among those that are tagged", async () => {
  const { resources } = await recordPlatform("prod");
  const tagging = policies.find(({ id }) => id === "azure-resource-tags")?.resourceTypes;
  const located = resources.filter(
    ({ type, inputs }) => type.startsWith("azure-native:") && "location" in inputs,
  );
  expect(located.length).toBeGreaterThan(20);
  expect(located.filter(({ type }) => !tagging?.includes(type)).map(({ urn }) => urn)).toEqual([]);
});

describe("a waiver", () => {
  it.each(waivers)(
    "of $policy is an honest sentence, for a year at most",
    ({ reason, expires }) => {
      expect(reason).toMatch(/^[A-Z].*\.$/);
      expect(expires).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      expect(expires <= "2027-11-30").toBe(true);
    },
  );
});
