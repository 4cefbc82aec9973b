import type {
  EnforcementLevel,
  Policies,
  ResourceValidationPolicy,
  StackValidationPolicy,
} from "@pulumi/policy";
import { dockerPolicies } from "../docker/policies.ts";
import { evaluate, type Finding } from "../evaluate.ts";
import { policies } from "../policies.ts";
import type { Policy, Severity } from "../policy.ts";
import { ruleSetOf } from "../rule-set.ts";
import { type Inputs, readInputs } from "./inputs.ts";
import { stackGraph } from "./stack-graph.ts";
import { isUndecided } from "./unknown.ts";

/**
 * Every rule as one of the engine's, over what the engine tells of a stack. It does not tell which
 * outputs are secret, so that one rule is left to `npm run plan`; so are waivers that are not needed.
 */
export function packPolicies(): Policies {
  const inputs = new Map<string, Inputs>();
  const judged = [...policies, ...dockerPolicies].filter(
    ({ id }) => id !== "azure-output-no-secret",
  );
  return [collector(inputs), ...judged.map((policy) => stackPolicy(policy, inputs))];
}

/**
 * A stack is shown with outputs, but rules are about inputs. They are read from remediations, because
 * the engine's SDK says what is secret nowhere else; this one changes nothing.
 */
function collector(inputs: Map<string, Inputs>): ResourceValidationPolicy {
  return {
    name: "inputs",
    description: "Reads what the program asks for, and changes nothing.",
    enforcementLevel: "remediate",
    remediateResource: ({ urn, props }) => {
      inputs.set(urn, readInputs(props));
    },
  };
}

function stackPolicy(policy: Policy, inputs: Map<string, Inputs>): StackValidationPolicy {
  return {
    name: policy.id,
    description: `${policy.title}.`,
    enforcementLevel: enforcementLevels[policy.severity],
    tags: [...policy.sources],
    validateStack({ resources, notApplicable }, reportViolation) {
      const graph = stackGraph(resources, inputs);
      const { platform, policies: held = [], waivers = [] } = ruleSetOf(graph) ?? {};
      if (!platform || !held.includes(policy)) return notApplicable("It is of another platform.");
      const today = new Date().toISOString().slice(0, "YYYY-MM-DD".length);
      for (const finding of evaluate(graph, platform, [policy], waivers, today).findings) {
        if (finding.policy !== policy.id || isUndecided(finding, graph)) continue;
        const resource = graph.resources.find(({ name }) => name === finding.resource);
        reportViolation(messageOf(finding), resource?.urn);
      }
    },
  };
}

/** An info is about order, for which nobody stops a deployment. */
const enforcementLevels: Record<Severity, EnforcementLevel> = {
  error: "mandatory",
  warning: "advisory",
  info: "advisory",
};

function messageOf({ resource, path, found }: Finding): string {
  return `${resource} has ${found} at ${path}.`;
}
