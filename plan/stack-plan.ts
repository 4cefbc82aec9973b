import type { Assessment } from "./assessment.ts";
import type { StackCost } from "./cost/stack.ts";
import type { ResourceGraph } from "./graph.ts";

/** What one run tells of a stack. */
export interface StackPlan {
  graph: ResourceGraph;
  /** Undefined for a stack that nothing is expected of. */
  assessment: Assessment | undefined;
}

/** The estimate, where there is one. */
export function knownCost({ assessment }: StackPlan): StackCost | undefined {
  const cost = assessment?.cost;
  return cost && "totalUsd" in cost ? cost : undefined;
}
