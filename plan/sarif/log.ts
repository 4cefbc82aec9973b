import type { Finding } from "../../policies/evaluate.ts";
import type { Policy, Severity } from "../../policies/policy.ts";
import { ruleSetOf } from "../../policies/rule-set.ts";
import type { ResourceGraph } from "../graph.ts";
import type { StackPlan } from "../stack-plan.ts";
import { sourceOf } from "./source.ts";

/**
 * What stacks are held to and what was found, in the form that code scanning reads: a run for each
 * stack. What is waived is in it as suppressed, with the reason.
 * Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function sarifLog(plans: StackPlan[]): object {
  return {
    $schema:
      "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: plans.map(run),
  };
}

function run({ graph, assessment }: StackPlan) {
  const { findings = [], waived = [] } = assessment?.evaluation ?? {};
  return {
    // Runs of several stacks are kept apart by it.
    automationDetails: { id: `plan/${graph.stack}/` },
    tool: { driver: { name: "plan", rules: (ruleSetOf(graph)?.policies ?? []).map(rule) } },
    results: [
      ...findings.map((finding) => result(finding, graph)),
      ...waived.map(({ reason, ...finding }) => ({
        ...result(finding, graph),
        suppressions: [{ kind: "external", justification: reason }],
      })),
    ],
  };
}

function rule({ id, title, severity, sources }: Policy) {
  return {
    id,
    shortDescription: { text: `${title}.` },
    defaultConfiguration: { level: levels[severity] },
    properties: { tags: sources },
  };
}

const levels: Record<Severity, string> = { error: "error", warning: "warning", info: "note" };

function result({ policy, title, severity, resource, path, found }: Finding, graph: ResourceGraph) {
  const place = `${graph.stack}/${resource}/${path}`;
  return {
    ruleId: policy,
    level: levels[severity],
    message: { text: `${resource} has ${found} at ${path}. Expected: ${title}.` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: sourceOf(resource, graph) },
          region: { startLine: 1 },
        },
        logicalLocations: [{ name: resource, fullyQualifiedName: place, kind: "resource" }],
      },
    ],
    // The same finding is known again whatever else changes in its file.
    partialFingerprints: { "place/v1": `${policy} ${place}` },
  };
}
