import { z } from "zod";
import { type TierName, tiers } from "../../stacks/tiers.ts";
import type { RecordedResource, ResourceGraph } from "../graph.ts";
import { billBy, type CostLine, cents, sumUsd } from "./line.ts";
import { meterOf, type Prices } from "./prices.ts";
import type { Cost } from "./rule.ts";
import { rules } from "./rules.ts";
import { freeShare, type Usage, usages } from "./usage.ts";

/** A stack's month in US dollars. */
export interface StackCost {
  stack: string;
  tier: TierName;
  /** Where the stack runs; the prices are those of the table's region. */
  location: string;
  resources: ResourceCost[];
  /** What Azure gives away, as lines below zero. */
  freeGrants: CostLine[];
  totalUsd: number;
  /** Amount of the budget in the stack. */
  budgetUsd: number;
  fitsBudget: boolean;
}

export interface ResourceCost {
  name: string;
  type: string;
  /** Logical name of the component that it belongs to. */
  component: string;
  lines: CostLine[];
  /** Why there are no lines; null when there are. */
  freeBecause: string | null;
}

/**
 * Estimates a stack of Azure from its plan. Throws an Error for a resource type, SKU or tier that
 * has no price: an estimate that leaves something out would look like a saving.
 */
export function costOfStack(
  { stack, resources, outputs }: ResourceGraph,
  prices: Prices,
  usageByTier: Record<TierName, Usage> = usages,
): StackCost {
  const tier = tierOf(stack, outputs.tier);
  const costs = resources
    .filter(({ isComponent }) => !isComponent)
    .map((resource) => resourceCost(resource, usageByTier[tier], prices));
  const lines = costs.flatMap((resource) => resource.lines);
  const freeGrants = grants(lines, prices);
  const totalUsd = sumUsd([...lines, ...freeGrants].map(({ monthlyUsd }) => monthlyUsd));
  const budgetUsd = input(resources, "azure-native:consumption:Budget", "amount", z.number());
  return {
    stack,
    tier,
    location: input(resources, "azure-native:resources:ResourceGroup", "location", z.string()),
    resources: costs,
    freeGrants,
    totalUsd,
    budgetUsd,
    fitsBudget: totalUsd <= budgetUsd,
  };
}

/** What one resource costs a month, or why nothing. */
export function costOf(resource: RecordedResource, usage: Usage, prices: Prices): Cost {
  const rule = rules[resource.type];
  if (!rule) {
    throw new Error(`${resource.type}: has no price, got ${resource.name}; add one to plan/cost`);
  }
  return rule(resource, usage, billBy(prices));
}

function tierOf(stack: string, tier: unknown): TierName {
  if (typeof tier === "string" && Object.hasOwn(tiers, tier)) return tier as TierName;
  const known = Object.keys(tiers).join(", ");
  throw new Error(`${stack}: is no stack on Azure, got tier ${tier}; use ${known}`);
}

function resourceCost(resource: RecordedResource, usage: Usage, prices: Prices): ResourceCost {
  const { name, type, parent } = resource;
  const cost = costOf(resource, usage, prices);
  return {
    name,
    type,
    component: parent?.split("::").at(-1) ?? "",
    ...(Array.isArray(cost)
      ? { lines: cost, freeBecause: null }
      : { lines: [], freeBecause: cost.freeBecause }),
  };
}

/** Counted over the whole stack, since one resource alone may not use up what is free. */
function grants(lines: CostLine[], prices: Prices): CostLine[] {
  return [...Map.groupBy(lines, ({ meter }) => meter)].flatMap(([id, ofMeter]) => {
    const { freeUnits, unit, priceUsd, meterName } = meterOf(prices, id, id);
    const used = ofMeter.reduce((sum, { quantity }) => sum + quantity, 0);
    const quantity = -Math.min(used, freeUnits * freeShare);
    if (quantity === 0) return [];
    const what = `${meterName}: share of the free units`;
    return [{ what, meter: id, quantity, unit, priceUsd, monthlyUsd: cents(quantity * priceUsd) }];
  });
}

/** An input of the only resource of that type. */
function input<Value>(
  resources: RecordedResource[],
  type: string,
  key: string,
  schema: z.ZodType<Value>,
): Value {
  const found = schema.safeParse(resources.find((resource) => resource.type === type)?.inputs[key]);
  if (!found.success) throw new Error(`${type}: gives no ${key} in this stack; add one`);
  return found.data;
}
