import type { StackCost } from "../../../plan/cost/stack.ts";
import type { RecordedResource } from "../../../plan/graph.ts";
import type { Evaluation, Finding } from "../../../policies/evaluate.ts";
import type { Severity } from "../../../policies/policy.ts";

/** A month in which each of these resources costs that much. */
export function costOf(
  amounts: [resource: RecordedResource, monthlyUsd: number][],
  { freeUsd, budgetUsd }: { freeUsd: number; budgetUsd: number },
): StackCost {
  const totalUsd = amounts.reduce((sum, [, amount]) => sum + amount, -freeUsd);
  return {
    stack: "dev",
    tier: "dev",
    location: "westeurope",
    resources: amounts.map(([{ name, type, parent }, amount]) => ({
      name,
      type,
      component: parent?.split("::").at(-1) ?? "",
      lines: [lineOf(amount)],
      freeBecause: null,
    })),
    freeGrants: freeUsd === 0 ? [] : [lineOf(-freeUsd)],
    totalUsd,
    budgetUsd,
    fitsBudget: totalUsd <= budgetUsd,
  };
}

export function evaluationOf(
  findings: [severity: Severity, policy: string, resource: string][],
  waived: Evaluation["waived"] = [],
): Evaluation {
  return {
    findings: findings.map(([severity, policy, resource]) => findingOf(severity, policy, resource)),
    waived,
    passed: [],
    notApplicable: [],
  };
}

export function findingOf(severity: Severity, policy: string, resource: string): Finding {
  return {
    policy,
    title: `Title of ${policy}`,
    severity,
    resource,
    path: "sku",
    found: '"B1"',
  };
}

function lineOf(monthlyUsd: number) {
  return { what: "time", meter: "m", quantity: 1, unit: "1 Month", priceUsd: 1, monthlyUsd };
}
