import type { Check, Policy } from "../policy.ts";

/** Token of the type. */
export const container = "docker:index/container:Container";

/** A policy of containers that run; one that is never started can do no harm. */
export function ofRunning(policy: Omit<Policy, "resourceTypes">): Policy {
  const check: Check = (resource, graph) =>
    resource.inputs.start === false ? [] : policy.check(resource, graph);
  return { ...policy, resourceTypes: [container], check };
}
