import type { Evaluation } from "../../policies/evaluate.ts";
import type { Assessment } from "../assessment.ts";
import type { StackPlan } from "../stack-plan.ts";
import { madeResources } from "../tree.ts";
import type { Style } from "./style.ts";
import { usd } from "./value.ts";

/** For example `103 resources, $460.50 of $470.00 a month, no findings (17 waived)`. */
export function summary({ graph, assessment }: StackPlan, style: Style): string {
  const facts = [
    counted(madeResources(graph).length, "resource"),
    ...(assessment?.cost ? [costText(assessment.cost, style)] : []),
    ...(assessment ? [findingsText(assessment.evaluation, style)] : []),
  ];
  return facts.join(", ");
}

export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

function costText(cost: NonNullable<Assessment["cost"]>, { colors }: Style): string {
  if (!("totalUsd" in cost)) return colors.yellow(`cost unknown: ${cost.unknownBecause}`);
  const text = `${usd(cost.totalUsd)} of ${usd(cost.budgetUsd)} a month`;
  return cost.fitsBudget ? text : colors.red(`${text}, over the budget`);
}

function findingsText({ findings, waived }: Evaluation, { colors }: Style): string {
  const found =
    findings.length === 0
      ? colors.green("no findings")
      : colors.red(counted(findings.length, "finding"));
  return waived.length === 0 ? found : `${found} (${waived.length} waived)`;
}
