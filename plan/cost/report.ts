import { recordPlatform } from "../stacks.ts";
import { type Alternative, cheaperChoices, prodChoices } from "./alternatives.ts";
import { type Prices, readPrices } from "./prices.ts";
import { costOfStack, type StackCost } from "./stack.ts";

export interface CostReport {
  prices: Prices;
  stacks: StackReport[];
}

export interface StackReport {
  cost: StackCost;
  /** What the tier was first asked to cost; its budget may follow the estimate instead. */
  targetUsd: number;
  cheaper: Alternative[];
  /** What the choices of prod would add. */
  saved: Alternative[];
}

export const azureStacks = ["dev", "staging", "prod"];

const targetsUsd = { dev: 30, staging: 35, prod: 250 };

/** Estimates these stacks and what they could be instead: about ten plans for each of them. */
export async function costReport(
  stacks: string[] = azureStacks,
  prices: Prices = readPrices(),
): Promise<CostReport> {
  const reports: StackReport[] = [];
  for (const stack of stacks) {
    const cost = costOfStack(await recordPlatform(stack), prices);
    reports.push({
      cost,
      targetUsd: targetsUsd[cost.tier],
      cheaper: await cheaperChoices(cost, prices),
      saved: await prodChoices(cost, prices),
    });
  }
  return { prices, stacks: reports };
}
