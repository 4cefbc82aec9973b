import type { ResourceChange } from "./diff/diff.ts";
import type { PropertyChange, Side } from "./diff/properties.ts";
import type { StackDiff } from "./diff/stack-diff.ts";
import { goldenText } from "./golden.ts";
import { knownCost, type StackPlan } from "./stack-plan.ts";
import { secretText } from "./text/value.ts";

/** Stacks for a program: what the reviewed plans hold, secrets masked alike, and what it is worth. */
export function plansJson(plans: StackPlan[]): string {
  return json({ stacks: plans.map(planObject) });
}

/** What changes in stacks, for a program; without the values of secrets. */
export function diffsJson(diffs: StackDiff[]): string {
  return json({ stacks: diffs.map(diffObject) });
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function planObject({ graph, assessment }: StackPlan) {
  const { evaluation, cost } = assessment ?? {};
  return {
    ...JSON.parse(goldenText(graph)),
    cost: cost ?? null,
    findings: evaluation?.findings ?? null,
    waived: evaluation?.waived ?? null,
  };
}

function diffObject(diff: StackDiff) {
  const { stack, since, before, after, findings, outputs, monthlyChangeUsd } = diff;
  return {
    stack,
    since,
    monthlyUsd: {
      before: knownCost(before)?.totalUsd ?? null,
      after: knownCost(after)?.totalUsd ?? null,
    },
    resources: diff.resources.map((change) => ({
      ...changeObject(change),
      monthlyChangeUsd: monthlyChangeUsd.get(change) ?? 0,
    })),
    outputs: outputs.map(propertyObject),
    findings,
  };
}

/** A resource itself stays out: its inputs hold secrets. */
function changeObject({ kind, before, after, properties, isRefused }: ResourceChange) {
  return {
    kind,
    type: (after ?? before)?.type,
    name: (after ?? before)?.name,
    formerName: before?.name ?? null,
    component: (after ?? before)?.parent?.split("::").at(-1) ?? null,
    isRefused,
    properties: properties.map((property) => ({
      ...propertyObject(property),
      effect: property.effect,
    })),
  };
}

/** Sides that are not set are left out. */
function propertyObject({ path, before, after }: PropertyChange) {
  return {
    path,
    ...(before && { before: plainSide(before) }),
    ...(after && { after: plainSide(after) }),
  };
}

function plainSide(side: Side): unknown {
  return side.isSecret ? secretText : side.value;
}
