import { randomUUID } from "node:crypto";
import type { Ended } from "../../../scripts/ci/command.ts";

/** What Azure and GitHub have, as far as bootstrap asks. */
export interface CloudState {
  subscription: { id: string; tenantId: string; state: string };
  /** Whose commands are logged in. */
  logins: string[];
  isOwner: boolean;
  isAdministrator: boolean;
  registered: string[];
  /** Names that somebody else in the world has. */
  taken: string[];
  /** Resources by `<kind>/<name>`, in the form of az. */
  resources: Record<string, Item>;
  assignments: Item[];
  environments: Item[];
  branches: Record<string, { name: string }[]>;
  /** By environment; the repository's under the empty name. */
  variables: Record<string, Record<string, string>>;
  subject: Item;
  /** Command lines that have changed something. */
  writes: string[];
}

type Item = Record<string, unknown>;

export const repository = "acme/copilot";
export const subscriptionId = "00000000-0000-4000-8000-0000000005b5";

/** A new subscription, and a repository without environments. */
export function newCloud(): CloudState {
  return {
    subscription: { id: subscriptionId, tenantId: "7e4a", state: "Enabled" },
    logins: ["az", "gh"],
    isOwner: true,
    isAdministrator: true,
    registered: ["Microsoft.Authorization", "microsoft.storage"],
    taken: [],
    resources: {},
    assignments: [],
    environments: [],
    branches: {},
    variables: { "": {} },
    subject: { use_default: true, sub_claim_prefix: "repo:acme@11/copilot@22" },
    writes: [],
  };
}

/**
 * Answers a command line of az or gh as those would, and refuses every other, every option that is not
 * known, and what Azure refuses: an unregistered provider, a parent that is not there, a second one of a name.
 * Proves what is called and in which order, not what Azure makes of it.
 */
export function answer(state: CloudState, program: string, args: string[], input: string): Ended {
  const line = [program, ...args].join(" ");
  try {
    if (!state.logins.includes(program)) throw new Error(loggedOut[program] ?? "");
    const first = args.findIndex((arg) => arg.startsWith("-"));
    const words = args.slice(0, first < 0 ? undefined : first);
    const given = options(first < 0 ? [] : args.slice(first));
    const value =
      program === "az"
        ? az(state, words.join(" "), given)
        : gitHub(state, words, given, input === "" ? undefined : JSON.parse(input));
    if (writing.test(line)) state.writes.push(line);
    return { code: 0, stdout: value === undefined ? "" : JSON.stringify(value), stderr: "" };
  } catch (error) {
    return { code: 1, stdout: "", stderr: `${error instanceof Error ? error.message : error}\n` };
  }
}

const writing = / (create|update|delete|register|set) |--method (put|PUT|POST) /;

const loggedOut: Record<string, string> = {
  az: "ERROR: Please run 'az login' to setup account.",
  gh: "To get started with GitHub CLI, please run:  gh auth login",
};

type Options = Record<string, string>;

/** These take no value. */
const switches = ["--all", "--wait"];

function options(args: string[]): Options {
  const given: Options = {};
  for (let index = 0; index < args.length; index++) {
    const name = args[index] ?? "";
    given[name] = switches.includes(name) ? "" : (args[++index] ?? "");
  }
  return given;
}

interface AzCommand {
  /** Options beside those of every command. */
  takes: string[];
  /** What may be missing of them. */
  optional?: string[];
  run: (state: CloudState, given: Options) => unknown;
}

function az(state: CloudState, words: string, given: Options): unknown {
  const command = azCommands[words];
  if (!command) throw new Error(`'${words}' is misspelled or not recognized by the system.`);
  const isRest = words === "rest";
  const common = isRest || words === "account show" ? ["--output"] : ["--output", "--subscription"];
  const required = [...common, ...command.takes];
  const missing = required.filter((name) => !(name in given));
  const unknown = Object.keys(given).filter(
    (name) => ![...required, ...(command.optional ?? [])].includes(name),
  );
  if (missing.length + unknown.length > 0) {
    throw new Error(`${words}: lacks ${missing}, does not know ${unknown}`);
  }
  const { id } = state.subscription;
  if (!isRest && given["--subscription"] !== id) throw new Error("SubscriptionNotFound");
  const isWrite = / (create|update|delete|register)$/.test(words) || given["--method"] === "put";
  if (isWrite && !state.isOwner) {
    throw new Error("ERROR: (AuthorizationFailed) The client does not have authorization");
  }
  return command.run(state, given);
}

const named = (given: Options) => given["--name"] ?? "";
const all = (state: CloudState, kind: string): Item[] =>
  Object.entries(state.resources)
    .filter(([key]) => key.startsWith(`${kind}/`))
    .map(([, item]) => item);

function put(state: CloudState, kind: string, name: string, item: Item): Item {
  const key = `${kind}/${name}`;
  if (key in state.resources) throw new Error(`ERROR: (Conflict) ${key} exists`);
  state.resources[key] = { name, ...item };
  return state.resources[key];
}

function need(state: CloudState, kind: string, name: string | undefined): Item {
  const item = state.resources[`${kind}/${name}`];
  if (!item) throw new Error(`ERROR: (ResourceNotFound) ${kind}/${name} was not found`);
  return item;
}

function needProvider(state: CloudState, namespace: string): void {
  if (state.registered.some((one) => one.toLowerCase() === namespace.toLowerCase())) return;
  throw new Error(`ERROR: (MissingSubscriptionRegistration) not registered to use '${namespace}'`);
}

const closing = [
  "--https-only",
  "--min-tls-version",
  "--allow-blob-public-access",
  "--allow-shared-key-access",
  "--allow-cross-tenant-replication",
];

function accountOf(given: Options): Item {
  return {
    resourceGroup: given["--resource-group"],
    enableHttpsTrafficOnly: given["--https-only"] === "true",
    minimumTlsVersion: given["--min-tls-version"],
    allowBlobPublicAccess: given["--allow-blob-public-access"] === "true",
    allowSharedKeyAccess: given["--allow-shared-key-access"] === "true",
    allowCrossTenantReplication: given["--allow-cross-tenant-replication"] === "true",
  };
}

const inGroup = ["--name", "--resource-group"];
const blobService = ["--account-name", "--resource-group"];
const retention = (enabled: string | undefined, days: string | undefined) => ({
  enabled: enabled === "true",
  days: Number(days),
});
const lockTarget = ["--resource-group", "--resource", "--resource-type"];
const credential = [
  "--name",
  "--identity-name",
  "--resource-group",
  "--issuer",
  "--subject",
  "--audiences",
];

function availability(state: CloudState, given: Options): Item {
  const nameAvailable = !state.taken.includes(named(given));
  return { nameAvailable, message: nameAvailable ? null : `${named(given)} is already taken.` };
}

const roles = [
  "Reader",
  "Contributor",
  "Role Based Access Control Administrator",
  "Locks Contributor",
  "Storage Blob Data Reader",
  "Storage Blob Data Contributor",
  "Key Vault Crypto User",
];

const azCommands: Record<string, AzCommand> = {
  "account show": {
    takes: ["--subscription"],
    run: ({ subscription }) => subscription,
  },
  "provider list": { takes: ["--query"], run: ({ registered }) => registered },
  "provider register": {
    takes: ["--namespace", "--wait"],
    run: ({ registered }, given) => {
      registered.push(given["--namespace"] ?? "");
      return undefined;
    },
  },
  "group list": { takes: [], run: (state) => all(state, "group") },
  "group create": {
    takes: ["--name", "--location", "--tags"],
    run: (state, given) => put(state, "group", named(given), {}),
  },
  "storage account list": { takes: [], run: (state) => all(state, "account") },
  "storage account check-name": { takes: ["--name"], run: availability },
  "storage account create": {
    takes: [...inGroup, ...closing, "--location", "--kind", "--sku"],
    run(state, given) {
      needProvider(state, "Microsoft.Storage");
      need(state, "group", given["--resource-group"]);
      return put(state, "account", named(given), accountOf(given));
    },
  },
  "storage account update": {
    takes: [...inGroup, ...closing],
    run: (state, given) => Object.assign(need(state, "account", named(given)), accountOf(given)),
  },
  "storage account blob-service-properties show": {
    takes: blobService,
    run: (state, given) => ({
      isVersioningEnabled: null,
      deleteRetentionPolicy: { enabled: false, days: null },
      containerDeleteRetentionPolicy: null,
      ...(need(state, "account", given["--account-name"]).blobs as Item | undefined),
    }),
  },
  "storage account blob-service-properties update": {
    takes: [
      ...blobService,
      "--enable-versioning",
      "--enable-delete-retention",
      "--delete-retention-days",
      "--enable-container-delete-retention",
      "--container-delete-retention-days",
    ],
    run(state, given) {
      need(state, "account", given["--account-name"]).blobs = {
        isVersioningEnabled: given["--enable-versioning"] === "true",
        deleteRetentionPolicy: retention(
          given["--enable-delete-retention"],
          given["--delete-retention-days"],
        ),
        containerDeleteRetentionPolicy: retention(
          given["--enable-container-delete-retention"],
          given["--container-delete-retention-days"],
        ),
      };
      return undefined;
    },
  },
  "storage container-rm list": {
    takes: ["--storage-account", "--resource-group"],
    run(state, given) {
      need(state, "account", given["--storage-account"]);
      return all(state, "container");
    },
  },
  "storage container-rm create": {
    takes: [...inGroup, "--storage-account", "--public-access"],
    run(state, given) {
      need(state, "account", given["--storage-account"]);
      return put(state, "container", named(given), { publicAccess: given["--public-access"] });
    },
  },
  "lock list": {
    takes: lockTarget,
    run(state, given) {
      need(state, "account", given["--resource"]);
      return all(state, "lock");
    },
  },
  "lock create": {
    takes: ["--name", "--lock-type", ...lockTarget],
    run(state, given) {
      need(state, "account", given["--resource"]);
      return put(state, "lock", named(given), { level: given["--lock-type"] });
    },
  },
  "keyvault list": { takes: [], run: (state) => all(state, "vault") },
  "keyvault check-name": { takes: ["--name"], run: availability },
  "keyvault create": {
    takes: [
      ...inGroup,
      "--location",
      "--enable-rbac-authorization",
      "--enable-purge-protection",
      "--retention-days",
    ],
    run(state, given) {
      needProvider(state, "Microsoft.KeyVault");
      need(state, "group", given["--resource-group"]);
      return put(state, "vault", named(given), { given });
    },
  },
  rest: {
    takes: ["--method", "--url"],
    optional: ["--body"],
    run(state, given) {
      const [, vault, key] =
        /^https:\/\/management\.azure\.com\/subscriptions\/[\w-]+\/resourceGroups\/[\w-]+\/providers\/Microsoft\.KeyVault\/vaults\/([\w-]+)\/keys(?:\/(\w+))?\?api-version=2023-07-01$/.exec(
          given["--url"] ?? "",
        ) ?? [];
      need(state, "vault", vault);
      if (given["--method"] === "get" && key === undefined) return { value: all(state, "key") };
      const { properties } = JSON.parse(given["--body"] ?? "");
      return put(state, "key", key ?? "", properties);
    },
  },
  "role definition list": {
    takes: ["--custom-role-only", "--name"],
    run: (state, given) => all(state, "role").filter(({ name }) => name === named(given)),
  },
  "role definition create": {
    takes: ["--role-definition"],
    run(state, given) {
      const definition = JSON.parse(given["--role-definition"] ?? "");
      return put(state, "role", definition.Name, definition);
    },
  },
  "identity list": { takes: [], run: (state) => all(state, "identity") },
  "identity create": {
    takes: [...inGroup, "--location"],
    run(state, given) {
      needProvider(state, "Microsoft.ManagedIdentity");
      need(state, "group", given["--resource-group"]);
      const ids = { clientId: randomUUID(), principalId: randomUUID() };
      const resourceGroup = given["--resource-group"];
      return put(state, "identity", named(given), { ...ids, resourceGroup });
    },
  },
  "identity federated-credential list": {
    takes: ["--identity-name", "--resource-group"],
    run: (state, given) =>
      (need(state, "identity", given["--identity-name"]).credentials as Item[]) ?? [],
  },
  "identity federated-credential create": { takes: credential, run: trust },
  "identity federated-credential update": { takes: credential, run: trust },
  "role assignment list": {
    takes: ["--all"],
    optional: ["--fill-principal-name"],
    run: ({ assignments }) => assignments,
  },
  "role assignment create": {
    takes: ["--assignee-object-id", "--assignee-principal-type", "--role", "--scope"],
    optional: ["--condition", "--condition-version"],
    run(state, given) {
      const { "--assignee-object-id": principalId, "--role": role, "--scope": scope } = given;
      const isKnown = all(state, "identity").some((one) => one.principalId === principalId);
      if (!isKnown) throw new Error("ERROR: (PrincipalNotFound) no such principal");
      if (!roles.includes(role ?? "")) need(state, "role", role);
      const condition = given["--condition"] ?? null;
      if ((condition === null) !== (given["--condition-version"] === undefined)) {
        throw new Error("ERROR: a condition takes its version");
      }
      const assignment = { principalId, roleDefinitionName: role, scope };
      const key = JSON.stringify(assignment);
      const isThere = state.assignments.some(
        ({ id: _, condition: __, ...one }) => JSON.stringify(one) === key,
      );
      if (isThere) throw new Error("ERROR: (RoleAssignmentExists)");
      state.assignments.push({ ...assignment, id: randomUUID(), condition });
      return assignment;
    },
  },
  "role assignment delete": {
    takes: ["--ids"],
    run(state, given) {
      state.assignments = state.assignments.filter(({ id }) => id !== given["--ids"]);
      return undefined;
    },
  },
};

function trust(state: CloudState, given: Options): Item {
  const identity = need(state, "identity", given["--identity-name"]);
  const { "--issuer": issuer, "--subject": subject, "--audiences": audience } = given;
  const made = { name: named(given), issuer, subject, audiences: [audience] };
  identity.credentials = [made];
  return made;
}

function gitHub(state: CloudState, words: string[], given: Options, body: Item | undefined) {
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
