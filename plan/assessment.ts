import type { Evaluation } from "../policies/evaluate.ts";
import type { Platform } from "../policies/policy.ts";
import { type TierName, tiers } from "../stacks/tiers.ts";
import type { StackCost } from "./cost/stack.ts";
import type { ResourceGraph } from "./graph.ts";

/** What a graph costs and what it is held to. */
export interface Assessment {
  cost: StackCost | { unknownBecause: string };
  evaluation: Evaluation;
}

/**
 * Judges a stack on Azure by the prices, policies and waivers of this checkout; undefined for a stack
 * elsewhere, which has neither. Waivers expire: `today` is an ISO date, default the day it is.
 */
export async function assess(
  graph: ResourceGraph,
  today = new Date().toISOString().slice(0, "YYYY-MM-DD".length),
): Promise<Assessment | undefined> {
  const platform = platformOf(graph);
  if (!platform) return undefined;
  // Loaded late: nobody waits for prices and policies who asks for neither.
  const [{ costOfStack }, { readPrices }, { evaluate }, { policies }, { waivers }] =
    await Promise.all([
      import("./cost/stack.ts"),
      import("./cost/prices.ts"),
      import("../policies/evaluate.ts"),
      import("../policies/policies.ts"),
      import("../policies/waivers.ts"),
    ]);
  return {
    cost: orReason(() => costOfStack(graph, readPrices())),
    evaluation: evaluate(graph, platform, policies, waivers, today),
  };
}

/** A graph says itself what it is: one of another commit has the tiers of another commit. */
function platformOf({ outputs, resources }: ResourceGraph): Platform | undefined {
  const { tier } = outputs;
  if (typeof tier !== "string" || !Object.hasOwn(tiers, tier)) return undefined;
  const isPrivate = resources.some(({ type }) => type === "azure-native:network:VirtualNetwork");
  return { tier: tier as TierName, network: isPrivate ? "private" : "public" };
}

/** A graph without a price is still worth seeing. */
function orReason(estimate: () => StackCost): Assessment["cost"] {
  try {
    return estimate();
  } catch (error) {
    return { unknownBecause: error instanceof Error ? error.message : String(error) };
  }
}
