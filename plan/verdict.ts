import type { Kind } from "./diff/diff.ts";
import type { StackDiff } from "./diff/stack-diff.ts";
import { knownCost, type StackPlan } from "./stack-plan.ts";
import { usd } from "./text/value.ts";

/** What a run can be told to fail on. */
export const failures = ["policy", "cost", "replace"] as const;
export type Failure = (typeof failures)[number];

/** Why a stack fails, one sentence each; empty when it does not. Without a diff nothing is replaced. */
export function reasonsToFail(
  plan: StackPlan,
  diff: StackDiff | undefined,
  failOn: readonly Failure[],
): string[] {
  const reasons: Record<Failure, string[]> = {
    policy: policyReasons(plan),
    cost: costReasons(plan),
    replace: diff ? replaceReasons(diff) : [],
  };
  return failOn.flatMap((failure) =>
    reasons[failure].map((reason) => `${plan.graph.stack}: ${reason} (--fail-on ${failure})`),
  );
}

function policyReasons({ assessment }: StackPlan): string[] {
  const findings = assessment?.evaluation.findings ?? [];
  return findings.map(({ policy, resource, path }) => `${policy}: ${resource} ${path}`);
}

function costReasons(plan: StackPlan): string[] {
  if (!plan.assessment?.cost) return [];
  const cost = knownCost(plan);
  if (!cost) return ["nobody knows what it costs"];
  const { fitsBudget, totalUsd, budgetUsd } = cost;
  return fitsBudget ? [] : [`${usd(totalUsd)} a month is over the budget of ${usd(budgetUsd)}`];
}

/** What is removed is lost as well. */
function replaceReasons({ resources }: StackDiff): string[] {
  return resources
    .filter(({ before, kind }) => before?.isComponent === false && losing.includes(kind))
    .map(({ before, kind }) => `${before?.name} is ${kind}`);
}

const losing: Kind[] = ["removed", "replaced"];
