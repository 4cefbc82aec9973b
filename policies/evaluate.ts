import type { RecordedResource, ResourceGraph } from "../plan/graph.ts";
import type { Circumstance, Platform, Policy, Problem, Severity } from "./policy.ts";
import { valueAt } from "./property-path.ts";
import { holdsSecret, isSecretPath, secretTexts } from "./secret-texts.ts";
import type { Waiver } from "./waivers.ts";
import { type WaivedFinding, waive } from "./waiving.ts";

/** What a graph is worth, in the order of the policies and then of the resources' URNs. */
export interface Evaluation {
  /** What has to change: nothing, if all is well. */
  findings: Finding[];
  /** What would have to change, were there not a reason. */
  waived: WaivedFinding[];
  /** Ids of the policies that found nothing to waive or change. */
  passed: string[];
  /** Policies that had nothing to judge, which is no pass. */
  notApplicable: { policy: string; because: "circumstance" | "no such resource" }[];
}

export interface Finding {
  /** Id of the policy, `waiver-expired` or `waiver-unused`. */
  policy: string;
  title: string;
  severity: Severity;
  /** Logical name of the resource, or the policy that the waiver is for. */
  resource: string;
  /** Property that is wrong, or the type of what is missing. */
  path: string;
  /** What is there instead; never a secret. */
  found: string;
}

/**
 * Judges a graph. An expired waiver waives nothing, and is a finding itself, as is one of this tier
 * that has nothing to waive. `today` is an ISO date such as `2026-11-01`.
 */
export function evaluate(
  graph: ResourceGraph,
  platform: Platform,
  policies: readonly Policy[],
  waivers: readonly Waiver[],
  today: string,
): Evaluation {
  const judgements = policies.map((policy) => judge(policy, graph, platform));
  const found = judgements.flatMap(({ findings }) => findings);
  return {
    ...waive(found, waivers, platform.tier, today),
    passed: judgements
      .filter(({ findings, because }) => findings.length === 0 && because === undefined)
      .map(({ policy }) => policy),
    notApplicable: judgements.flatMap(({ policy, because }) =>
      because === undefined ? [] : [{ policy, because }],
    ),
  };
}

interface Judgement {
  policy: string;
  findings: Finding[];
  /** Why there was nothing to judge; undefined when there was. */
  because?: Evaluation["notApplicable"][number]["because"];
}

function judge(policy: Policy, graph: ResourceGraph, platform: Platform): Judgement {
  const judgement: Judgement = { policy: policy.id, findings: [] };
  if (!applies(policy, platform)) return { ...judgement, because: "circumstance" };
  const resources = resourcesOf(policy, graph);
  if (resources.length === 0) return { ...judgement, because: "no such resource" };
  const problems = resources.flatMap((resource) => policy.check(resource, graph));
  const secrets = problems.length === 0 ? [] : secretTexts(graph);
  return { ...judgement, findings: problems.map((one) => findingOf(policy, one, secrets)) };
}

function applies({ appliesTo }: Policy, { tier, network }: Platform): boolean {
  const holds: Record<Circumstance, boolean> = {
    production: tier === "prod",
    nonproduction: tier !== undefined && tier !== "prod",
    privateNetwork: network === "private",
  };
  return appliesTo?.some((circumstance) => holds[circumstance]) ?? true;
}

function resourcesOf({ resourceTypes }: Policy, { resources }: ResourceGraph): RecordedResource[] {
  return resources
    .filter(({ type }) => resourceTypes.includes(type))
    .toSorted((a, b) => (a.urn < b.urn ? -1 : 1));
}

function findingOf({ id, title, severity }: Policy, problem: Problem, secrets: string[]): Finding {
  const { resource, path } = problem;
  return {
    policy: id,
    title,
    severity,
    resource: resource.name,
    path,
    found: foundText(problem, secrets),
  };
}

function foundText({ resource, path, found }: Problem, secrets: string[]): string {
  if (found !== undefined) return found;
  const value = valueAt(resource.inputs, path);
  if (value === undefined) return "nothing";
  if (isSecretPath(path, resource.secretInputs)) return "a secret";
  if (typeof value === "string" && holdsSecret(value, secrets)) return "a secret";
  // What is within could be a secret that nobody marked.
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === "object" && value !== null ? "an object" : JSON.stringify(value);
}
