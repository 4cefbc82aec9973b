import { type Tier, tiers } from "../../stacks/tiers.ts";
import { recordPlatform } from "../stacks.ts";
import { cents } from "./line.ts";
import type { Prices } from "./prices.ts";
import { costOfStack, type StackCost } from "./stack.ts";

/** The same stack with another configuration, recorded and estimated anew. */
export interface Alternative {
  what: string;
  /** What it means for the people who use the stack; empty where `what` says it. */
  effect: string;
  /** The keys that make the difference. */
  config: Record<string, string>;
  totalUsd: number;
  /** Less a month than the stack as it is; below zero when it is more. */
  savesUsd: number;
}

type Choice = Pick<Alternative, "what" | "effect" | "config">;

/** What prod could be instead, and what it would give up. Empty for the other tiers. */
export async function cheaperChoices(cost: StackCost, prices: Prices): Promise<Alternative[]> {
  return cost.tier === "prod" ? inTurn(cheaperThanProd, cost, prices) : [];
}

/** What the choices of prod would add to a lower tier, which therefore saves it. Empty for prod. */
export async function prodChoices(cost: StackCost, prices: Prices): Promise<Alternative[]> {
  return cost.tier === "prod" ? [] : inTurn(asInProd, cost, prices);
}

async function inTurn(choices: Choice[], cost: StackCost, prices: Prices) {
  const alternatives: Alternative[] = [];
  for (const choice of choices) {
    const graph = await recordPlatform(cost.stack, choice.config);
    const { totalUsd } = costOfStack(graph, prices);
    alternatives.push({ ...choice, totalUsd, savesUsd: cents(cost.totalUsd - totalUsd) });
  }
  return alternatives;
}

const noStandby = { highAvailability: "false" };
const burstable = { ...noStandby, databaseSku: "Standard_B2s", databaseTier: "Burstable" };
const smallerPlan = { appServicePlanSku: "P0v3" };
const noSlot = { appServicePlanSku: "B1", stagingSlot: "false" };
const publicNetwork = { network: "public" };
const localBackups = { geoRedundantBackup: "false" };
const oneDataCentre = { storageReplication: "LRS" };
const shortLogs = { logRetentionDays: "30" };
const onePlace = { availabilityPlaces: "1" };

const cheaperThanProd: Choice[] = [
  {
    what: "No standby database",
    effect: "A failed zone is a longer outage, and a restore may lose the last minutes.",
    config: noStandby,
  },
  {
    what: "Burstable database, no standby",
    effect: "The same, and the CPU is throttled when it is busy for long.",
    config: burstable,
  },
  {
    what: "Plan P0v3",
    effect: "One core as before, on newer machines with more memory.",
    config: smallerPlan,
  },
  {
    what: "Plan S1",
    effect: "One core on older machines, with half the memory.",
    config: { appServicePlanSku: "S1" },
  },
  {
    what: "Plan B1, no slot",
    effect: "A release restarts the site, and there is nothing to swap back to.",
    config: noSlot,
  },
  {
    what: "Public network",
    effect: "Database, vault and storage can be reached from outside; logins alone guard them.",
    config: publicNetwork,
  },
  {
    what: "Backups in one region",
    effect: "When the region is lost, the database is.",
    config: localBackups,
  },
  {
    what: "Blobs in one data centre",
    effect: "When the data centre fails, uploads and backups wait for it.",
    config: oneDataCentre,
  },
  {
    what: "Logs for 30 days",
    effect: "Nobody can look further back.",
    config: shortLogs,
  },
  {
    what: "Availability seen from one place",
    effect: "A bad line between that place and the region looks like an outage.",
    config: onePlace,
  },
  {
    what: "No standby, and plan P0v3",
    effect: "The two together: longer outages of the database, the site as before.",
    config: { ...noStandby, ...smallerPlan },
  },
  {
    what: "All of these at their cheapest",
    effect: "A dev tier with protected data.",
    config: {
      ...burstable,
      ...noSlot,
      ...publicNetwork,
      ...localBackups,
      ...oneDataCentre,
      ...shortLogs,
      ...onePlace,
    },
  },
];

const asInProd: Choice[] = [
  likeProd("A general-purpose database", ["databaseSku", "databaseTier"]),
  likeProd("The same with a standby", ["databaseSku", "databaseTier", "highAvailability"]),
  likeProd("More database storage", ["databaseStorageGb"]),
  likeProd("Backups in two regions", ["geoRedundantBackup"]),
  likeProd("A Premium plan with a slot", ["appServicePlanSku", "stagingSlot"]),
  likeProd("A private network", ["network"]),
  likeProd("Blobs in three zones", ["storageReplication"]),
  likeProd("Longer logs", ["logRetentionDays"]),
  likeProd("Availability seen from five places", ["availabilityPlaces"]),
  likeProd("All of these", [
    ...(["databaseSku", "databaseTier", "highAvailability", "databaseStorageGb"] as const),
    ...(["geoRedundantBackup", "appServicePlanSku", "stagingSlot", "network"] as const),
    ...(["storageReplication", "logRetentionDays", "availabilityPlaces"] as const),
  ]),
];

/** Takes the values of prod, so that a change of the tier is a change of the choice. */
function likeProd(what: string, keys: readonly (keyof Tier)[]): Choice {
  const config = Object.fromEntries(keys.map((key) => [key, String(tiers.prod[key])]));
  return { what, effect: "", config };
}
