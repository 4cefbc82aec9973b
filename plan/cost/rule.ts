import { z } from "zod";
import type { RecordedResource } from "../graph.ts";
import type { Bill, CostLine } from "./line.ts";
import type { Usage } from "./usage.ts";

/** What a resource costs: its lines, or why there are none. */
export type Cost = CostLine[] | { freeBecause: string };

export interface RuleContext {
  /** Logical name of the resource. */
  name: string;
  usage: Usage;
  bill: Bill;
}

/** How resources of one type are billed. */
export type Rule = (resource: RecordedResource, usage: Usage, bill: Bill) => Cost;

/**
 * Bills by the inputs that `schema` reads. Inputs of another form throw: a choice that nobody has
 * priced must not look free.
 */
export function priced<Inputs>(
  schema: z.ZodType<Inputs>,
  cost: (inputs: Inputs, context: RuleContext) => Cost,
): Rule {
  return ({ name, inputs }, usage, bill) => {
    const known = schema.safeParse(inputs);
    if (!known.success) {
      throw new Error(`${name}: has inputs without a price: ${z.prettifyError(known.error)}`);
    }
    return cost(known.data, { name, usage, bill });
  };
}

export function free(freeBecause: string): Rule {
  return () => ({ freeBecause });
}
