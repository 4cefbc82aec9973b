import type { Evaluation, Finding } from "../../policies/evaluate.ts";
import { sumUsd } from "../cost/line.ts";
import { monthlyUsd } from "../monthly.ts";
import { knownCost, type StackPlan } from "../stack-plan.ts";
import { diffGraphs, type GraphDiff, type ResourceChange } from "./diff.ts";

/** What a change does to a stack, to its bill and to what it is held to. */
export interface StackDiff extends GraphDiff {
  /** What it is compared with, for example `main (64b5202)`. */
  since: string;
  before: StackPlan;
  after: StackPlan;
  findings: FindingChanges;
  /** What costs the same is not in it. */
  monthlyChangeUsd: Map<ResourceChange, number>;
}

export interface FindingChanges {
  appeared: Finding[];
  fixed: Finding[];
  /** New too, but with a reason. */
  waived: Evaluation["waived"];
}

export function diffStacks(before: StackPlan, after: StackPlan, since: string): StackDiff {
  const graphDiff = diffGraphs(before.graph, after.graph);
  return {
    ...graphDiff,
    since,
    before,
    after,
    findings: findingChanges(before.assessment?.evaluation, after.assessment?.evaluation),
    monthlyChangeUsd: monthlyChanges(graphDiff, before, after),
  };
}

/** Both sides are judged alike, by the policies and waivers of this checkout. */
function findingChanges(before = nothingFound, after = nothingFound): FindingChanges {
  const known = new Set([...before.findings, ...before.waived].map(keyOf));
  const left = new Set([...after.findings, ...after.waived].map(keyOf));
  return {
    appeared: aboutGraph(after.findings).filter((finding) => !known.has(keyOf(finding))),
    fixed: aboutGraph(before.findings).filter((finding) => !left.has(keyOf(finding))),
    waived: after.waived.filter((finding) => !known.has(keyOf(finding))),
  };
}

const nothingFound: Pick<Evaluation, "findings" | "waived"> = { findings: [], waived: [] };

/** Waivers are of the checkout, so what is wrong with them is no change of the stack. */
function aboutGraph(findings: Finding[]): Finding[] {
  return findings.filter(({ policy }) => !policy.startsWith("waiver-"));
}

function keyOf({ policy, resource, path }: Finding): string {
  return [policy, resource, path].join(" ");
}

function monthlyChanges(
  { resources }: GraphDiff,
  before: StackPlan,
  after: StackPlan,
): Map<ResourceChange, number> {
  const [costBefore, costAfter] = [knownCost(before), knownCost(after)];
  if (!costBefore || !costAfter) return new Map();
  const [olds, news] = [monthlyUsd(before.graph, costBefore), monthlyUsd(after.graph, costAfter)];
  const amounts = resources.map((change): [ResourceChange, number] => {
    const old = olds.get(change.before?.urn ?? "") ?? 0;
    const now = news.get(change.after?.urn ?? "") ?? 0;
    return [change, sumUsd([now, -old])];
  });
  return new Map(amounts.filter(([, amount]) => amount !== 0));
}
