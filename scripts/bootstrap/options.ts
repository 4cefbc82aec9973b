import { createHash } from "node:crypto";
import { parseArgs } from "node:util";
import { previewEnvironment, pullRequestsEnvironment } from "../ci/azure-variables.ts";

/** What the command line asks for. */
export interface BootstrapCommand {
  /** Id or name of the subscription. */
  subscription: string;
  /** `owner/name` on GitHub. */
  repository: string;
  /** Azure region of everything that is made. */
  location: string;
  /** GitHub environments that are to reach Azure. */
  environments: string[];
  /** Logins on GitHub of those who approve deployments to prod. */
  reviewers: string[];
  /** Ends the names that no two people in the world may share. */
  suffix: string;
  isDryRun: boolean;
}

/** The stacks that have a branch of their own, and so a GitHub environment that deploys them. */
export const branchOfStack: Record<string, string> = {
  dev: "dev",
  staging: "staging",
  prod: "main",
};

/** Every environment that the workflows name. */
export const allEnvironments = [
  ...Object.keys(branchOfStack),
  ...Object.keys(branchOfStack).map(previewEnvironment),
  pullRequestsEnvironment,
];

export const usage = `Usage: npm run bootstrap -- --subscription <id> --repository <owner/name> [options]

Makes in a subscription and a repository what the workflows need: a place for the state, a key for its secrets,
an identity per GitHub environment with the rights that its jobs take, and the environments with their variables.
Looks before it makes: a second run changes nothing, and one that was killed is gone on with by the next.
Needs \`az login\` as Owner of the subscription, and \`gh auth login\` as administrator of the repository.

  --dry-run                 print every command that would change something, and change nothing
  --reviewer <login>        who approves deployments to prod; can be repeated, needed once
  --environment <name>      this environment alone; can be repeated. Default all of them:
                            ${allEnvironments.join(", ")}
  --location <region>       default westeurope
  --suffix <text>           ends the names of storage account and vault, which nobody else may have: 1 to 6
                            small letters and digits. Default made from subscription and repository
`;

/** Throws an Error about the first option that is wrong. */
export function readCommand(args: string[]): BootstrapCommand | "help" {
  const { values } = parseArgs({ args, options: flags });
  if (values.help) return "help";
  const subscription = values.subscription;
  if (!subscription) {
    throw new Error("--subscription: is not given; use the id that `az account list` prints");
  }
  const repository = values.repository ?? "";
  if (!/^[\w-]+\/[\w.-]+$/.test(repository)) {
    throw new Error(`--repository: no repository, got "${repository}"; use <owner>/<name>`);
  }
  const environments = values.environment ?? allEnvironments;
  const unknown = environments.find((name) => !allEnvironments.includes(name));
  if (unknown !== undefined) {
    const known = allEnvironments.join(", ");
    throw new Error(`--environment: no workflow uses it, got ${unknown}; use ${known}`);
  }
  return {
    subscription,
    repository,
    environments,
    location: values.location,
    reviewers: values.reviewer ?? [],
    suffix: suffixOf(values.suffix ?? defaultSuffix(subscription, repository)),
    isDryRun: values["dry-run"],
  };
}

const flags = {
  help: { type: "boolean", short: "h", default: false },
  subscription: { type: "string" },
  repository: { type: "string" },
  location: { type: "string", default: "westeurope" },
  environment: { type: "string", multiple: true },
  reviewer: { type: "string", multiple: true },
  suffix: { type: "string" },
  "dry-run": { type: "boolean", default: false },
} as const;

/** The same for each run, so that the next one finds what the last one made. */
function defaultSuffix(subscription: string, repository: string): string {
  const text = `${subscription} ${repository}`.toLowerCase();
  return createHash("sha256").update(text).digest("hex").slice(0, 6);
}

function suffixOf(text: string): string {
  if (/^[a-z0-9]{1,6}$/.test(text)) return text;
  throw new Error(`--suffix: no such ending, got "${text}"; use 1 to 6 small letters and digits`);
}
