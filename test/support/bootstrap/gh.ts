import type { Options } from "./options.ts";
import { type CloudState, type Item, repository } from "./state.ts";

/** What gh answers; throws what it refuses with. */
export function gitHub(state: CloudState, words: string[], given: Options, body: Item | undefined) {
  const [verb, second = "", name = ""] = words;
  if (verb === "variable") return variable(state, second, name, given);
  if (verb !== "api") throw new Error(`unknown command ${words.join(" ")}`);
  // `gh api --method PUT <path>`: the path stands behind the first option.
  const { "--method": method = "GET", ...rest } = given;
  const path = words[1] ?? Object.keys(rest)[0] ?? "";
  return api(state, method, path, body);
}

function api(state: CloudState, method: string, path: string, body: Item | undefined): unknown {
  const user = /^users\/(\w+)$/.exec(path)?.[1];
  if (user !== undefined) return { id: user.length };
  if (!path.startsWith(`repos/${repository}`)) throw new Error("gh: Not Found (HTTP 404)");
  if (path === `repos/${repository}`) return { permissions: { admin: state.isAdministrator } };
  if (!state.isAdministrator) throw new Error("gh: Resource not accessible (HTTP 403)");
  if (path.endsWith("/actions/oidc/customization/sub")) return state.subject;
  if (path.endsWith("/environments?per_page=100")) return { environments: state.environments };
  const [, name = "", policies] =
    /\/environments\/([\w-]+)(\/deployment-branch-policies)?$/.exec(path) ?? [];
  const known = state.environments.find((one) => one.name === name);
  if (policies === undefined && method === "PUT" && body) return environment(state, name, body);
  const branches = state.branches[name] ?? [];
  const policy = known?.deployment_branch_policy as Item | null | undefined;
  if (!policy?.custom_branch_policies) throw new Error("gh: Not Found (HTTP 404)");
  if (method === "GET") return { branch_policies: branches };
  if (typeof body?.name !== "string") throw new Error("gh: Invalid request (HTTP 422)");
  state.branches[name] = [...branches, { name: body.name }];
  return {};
}

function environment(state: CloudState, name: string, body: Item): Item {
  const { wait_timer, prevent_self_review, reviewers, deployment_branch_policy, ...others } = body;
  if (Object.keys(others).length > 0) throw new Error("gh: Invalid request (HTTP 422)");
  if (JSON.stringify(reviewers) === "[]") throw new Error("gh: Invalid request (HTTP 422)");
  const people = ((reviewers ?? []) as { type: string; id: number }[]).map(({ type, id }) => ({
    type,
    reviewer: { id },
  }));
  const rules = [
    ...(people.length > 0
      ? [{ type: "required_reviewers", prevent_self_review, reviewers: people }]
      : []),
    ...(wait_timer === undefined ? [] : [{ type: "wait_timer", wait_timer }]),
    ...(deployment_branch_policy === null ? [] : [{ type: "branch_policy" }]),
  ];
  const made = { name, deployment_branch_policy, protection_rules: rules };
  state.environments = [...state.environments.filter((one) => one.name !== name), made];
  state.variables[name] ??= {};
  return made;
}

function variable(state: CloudState, verb: string, name: string, given: Options): unknown {
  const variables = state.variables[given["--env"] ?? ""];
  if (given["--repo"] !== repository || !variables) throw new Error("gh: Not Found (HTTP 404)");
  if (verb === "list") {
    return Object.entries(variables).map(([known, value]) => ({ name: known, value }));
  }
  variables[name] = given["--body"] ?? "";
  return undefined;
}
