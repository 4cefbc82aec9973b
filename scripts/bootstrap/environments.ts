import type { Operator } from "../operator.ts";
import { branchOfStack } from "./options.ts";

/** A GitHub environment as its API tells it. */
interface Environment {
  name: string;
  deployment_branch_policy: { protected_branches: boolean; custom_branch_policies: boolean } | null;
  protection_rules: ProtectionRule[];
}

interface ProtectionRule {
  type: string;
  wait_timer?: number;
  prevent_self_review?: boolean;
  reviewers?: { type: string; reviewer: { id: number } }[];
}

export interface EnvironmentArgs {
  repository: string;
  environment: string;
  /** Ids of those on GitHub who approve its jobs. */
  reviewerIds: number[];
}

/** The environment whose jobs somebody approves. */
export const approvedEnvironment = "prod";

/** Makes the environment, or adds the branch and the reviewers that it lacks; what else it has stays. */
export async function makeEnvironment(operator: Operator, args: EnvironmentArgs) {
  const { repository, environment, reviewerIds } = args;
  const known = (await knownEnvironments(operator, repository)).find(
    ({ name }) => name === environment,
  );
  const branch = branchOfStack[environment];
  const wanted = settings(known, branch, reviewerIds);
  if (!known || JSON.stringify(settings(known, undefined, [])) !== JSON.stringify(wanted)) {
    await operator.change({
      what: `${known ? "changes" : "makes"} the GitHub environment ${environment}`,
      program: "gh",
      args: put(`repos/${repository}/environments/${environment}`, "PUT"),
      input: wanted,
    });
  }
  if (branch === undefined) return;
  const path = `repos/${repository}/environments/${environment}/deployment-branch-policies`;
  const policies = known?.deployment_branch_policy?.custom_branch_policies
    ? await operator.ask<{ branch_policies: { name: string }[] }>("gh", ["api", path])
    : { branch_policies: [] };
  if (policies.branch_policies.some(({ name }) => name === branch)) return;
  await operator.change({
    what: `lets the branch ${branch} deploy to ${environment}`,
    program: "gh",
    args: put(path, "POST"),
    input: { name: branch },
  });
}

/** The ids of logins. Throws where nobody would approve what goes to production. */
export async function reviewerIds(
  operator: Operator,
  { repository, reviewers }: { repository: string; reviewers: string[] },
): Promise<number[]> {
  const users = await Promise.all(
    reviewers.map((login) => operator.ask<{ id: number }>("gh", ["api", `users/${login}`])),
  );
  if (users.length > 0) return users.map(({ id }) => id);
  const known = (await knownEnvironments(operator, repository)).find(
    ({ name }) => name === approvedEnvironment,
  );
  if (reviewersOf(known).length > 0) return [];
  throw new Error(
    `--reviewer: is not given, and ${approvedEnvironment} has no reviewers; use the login of whoever ` +
      "approves what is deployed there",
  );
}

async function knownEnvironments(operator: Operator, repository: string): Promise<Environment[]> {
  const path = `repos/${repository}/environments?per_page=100`;
  return (await operator.ask<{ environments: Environment[] }>("gh", ["api", path])).environments;
}

function put(path: string, method: "PUT" | "POST"): string[] {
  return ["api", "--method", method, path, "--input", "-"];
}

/**
 * GitHub takes an environment whole, so that what it has is said again. What it has not is left out: some plans
 * refuse even an empty list of reviewers.
 */
function settings(known: Environment | undefined, branch: string | undefined, ids: number[]) {
  const rules = known?.protection_rules ?? [];
  const waitTimer = rules.find(({ type }) => type === "wait_timer")?.wait_timer;
  const before = reviewersOf(known);
  const added = ids.filter((id) => !before.some((one) => one.type === "User" && one.id === id));
  const reviewers = [...before, ...added.map((id) => ({ type: "User", id }))];
  const own = { protected_branches: false, custom_branch_policies: true };
  return {
    ...(waitTimer !== undefined && { wait_timer: waitTimer }),
    ...(rules.some((rule) => rule.prevent_self_review) && { prevent_self_review: true }),
    ...(reviewers.length > 0 && { reviewers }),
    deployment_branch_policy:
      branch === undefined ? (known?.deployment_branch_policy ?? null) : own,
  };
}

function reviewersOf(environment: Environment | undefined): { type: string; id: number }[] {
  const rules = environment?.protection_rules ?? [];
  return rules.flatMap(({ reviewers = [] }) =>
    reviewers.map(({ type, reviewer }) => ({ type, id: reviewer.id })),
  );
}
