import type { Evaluation } from "../policies/evaluate.ts";
import type { StackCost } from "./cost/stack.ts";
import type { ResourceGraph } from "./graph.ts";

/** What a graph costs and what it is held to. */
export interface Assessment {
  /** Undefined for a stack that nobody is billed for. */
  cost: StackCost | { unknownBecause: string } | undefined;
  evaluation: Evaluation;
}

/**
 * Judges a stack by the prices, policies and waivers of this checkout; undefined for one that nothing
 * is expected of. Waivers expire: `today` is an ISO date, default the day it is.
 */
export async function assess(
  graph: ResourceGraph,
  today = new Date().toISOString().slice(0, "YYYY-MM-DD".length),
): Promise<Assessment | undefined> {
  // Loaded late: nobody waits for prices and policies who asks for neither.
  const { ruleSetOf } = await import("../policies/rule-set.ts");
  const ruleSet = ruleSetOf(graph);
  if (!ruleSet) return undefined;
  const { evaluate } = await import("../policies/evaluate.ts");
  const { platform, policies, waivers } = ruleSet;
  return {
    cost: platform.tier === undefined ? undefined : await costOf(graph),
    evaluation: evaluate(graph, platform, policies, waivers, today),
  };
}

/** A graph without a price is still worth seeing. */
async function costOf(graph: ResourceGraph): Promise<Assessment["cost"]> {
  const [{ costOfStack }, { readPrices }] = await Promise.all([
    import("./cost/stack.ts"),
    import("./cost/prices.ts"),
  ]);
  try {
    return costOfStack(graph, readPrices());
  } catch (error) {
    return { unknownBecause: error instanceof Error ? error.message : String(error) };
  }
}
