import type { Policy } from "../policy.ts";
import { hostPolicies } from "./host.ts";
import { isolationPolicies } from "./isolation.ts";
import { operationPolicies } from "./operation.ts";
import { reachPolicies } from "./reach.ts";

/** Everything that the containers of a machine are held to. */
export const dockerPolicies: readonly Policy[] = [
  ...isolationPolicies,
  ...hostPolicies,
  ...reachPolicies,
  ...operationPolicies,
];
