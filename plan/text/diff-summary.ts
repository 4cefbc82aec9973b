import { sumUsd } from "../cost/line.ts";
import { kinds } from "../diff/diff.ts";
import type { StackDiff } from "../diff/stack-diff.ts";
import { knownCost } from "../stack-plan.ts";
import type { Style } from "./style.ts";
import { usd } from "./value.ts";

/** For example `1 removed, 2 changed, $460.50 → $401.00 a month (−$59.50)`. */
export function diffSummary(diff: StackDiff, style: Style): string {
  return [countText(diff), ...costText(diff, style)].join(", ");
}

function countText({ resources }: StackDiff): string {
  const made = resources.filter(({ before, after }) => !(after ?? before)?.isComponent);
  const counts = kinds
    .map((kind) => ({ kind, count: made.filter((change) => change.kind === kind).length }))
    .filter(({ count }) => count > 0);
  if (counts.length === 0) return "no resource changes";
  return counts.map(({ kind, count }) => `${count} ${kind}`).join(", ");
}

function costText({ before, after }: StackDiff, { colors }: Style): string[] {
  if (!after.assessment?.cost) return [];
  const [costBefore, costAfter] = [knownCost(before), knownCost(after)];
  if (!costAfter) return [colors.yellow("cost unknown")];
  const total = `${usd(costAfter.totalUsd)} a month`;
  const text = costBefore ? comparedText(costBefore.totalUsd, costAfter.totalUsd, total) : total;
  const budget = costAfter.fitsBudget
    ? ""
    : colors.red(`, over the budget of ${usd(costAfter.budgetUsd)}`);
  return [text + budget];
}

function comparedText(beforeUsd: number, afterUsd: number, total: string): string {
  const change = sumUsd([afterUsd, -beforeUsd]);
  if (change === 0) return `${total} as before`;
  return `${usd(beforeUsd)} → ${total} (${signedUsd(change)})`;
}

/** For example `+$3.10`. */
export function signedUsd(amount: number): string {
  return `${amount > 0 ? "+" : ""}${usd(amount)}`;
}
