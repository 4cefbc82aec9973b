import { expect } from "vitest";
import { policyPack } from "../../../scripts/ci/policy-pack.ts";
import type { WorkflowRun } from "../../support/workflow-runner/run-workflow.ts";
import { repository, type Scenario } from "../../support/workflow-runner/scenario.ts";
import { workflows } from "../../support/workflow-runner/workflow-files.ts";

/** What the GitHub environments of a repository hold that is set up. */
export const azure = {
  AZURE_CLIENT_ID: "00000000-0000-4000-8000-00000000c11e",
  AZURE_TENANT_ID: "00000000-0000-4000-8000-000000007e4a",
  AZURE_SUBSCRIPTION_ID: "00000000-0000-4000-8000-0000000005b5",
  PULUMI_BACKEND_URL: "azblob://state?storage_account=stcopilotstate",
};

export const headSha = "abcdef0123456789abcdef0123456789abcdef01";

/** An expression as a workflow writes it. */
export function expression(text: string): string {
  return `$\{{ ${text} }}`;
}

/** A pull request from a branch of the repository, or from a fork. */
export function pullRequest(head = repository, labels: string[] = []) {
  return {
    repository: { default_branch: "main" },
    pull_request: {
      number: 12,
      head: { sha: headSha, repo: { full_name: head } },
      labels: labels.map((name) => ({ name })),
    },
  };
}

/** How the engine is called on a stack: so that it asks nobody, and with the policies that there are. */
export function pulumi(command: string, stack: string): string {
  const isHeld = /^(up|preview)\b/.test(command);
  const words = ["pulumi", command, ...(isHeld ? policyPack() : []), "--stack", stack];
  return `${words.join(" ")} --non-interactive --color never`;
}

export function onPullRequest(workflow: string, more: Partial<Scenario> = {}): Scenario {
  return {
    workflow,
    event: "pull_request",
    payload: pullRequest(),
    refName: "12/merge",
    baseRef: "dev",
    ...more,
  };
}

/** How each job ended. */
export function results({ jobs }: WorkflowRun): Record<string, string> {
  return Object.fromEntries(Object.entries(jobs).map(([id, { result }]) => [id, result]));
}

/** The command lines that were called. */
export function commands({ calls }: WorkflowRun): string[] {
  return calls.map(({ command }) => command);
}

/** What the steps that failed printed. */
export function problems({ jobs }: WorkflowRun): string {
  const steps = Object.values(jobs).flatMap((job) => job.steps);
  return steps.flatMap(({ outcome, log }) => (outcome === "failure" ? [log] : [])).join("\n");
}

/** Fails where a shell step of the workflow or an action in it was executed in none of the runs. */
export function expectEveryStepRan(workflow: string, runs: WorkflowRun[]) {
  const executed = runs.flatMap(({ jobs }) =>
    Object.entries(jobs).flatMap(([id, { steps }]) =>
      steps
        .filter(({ outcome }) => outcome !== "skipped")
        .map(({ what }) => `${id.replace(/ \(.*/, "")}: ${what}`),
    ),
  );
  const wanted = Object.entries(workflows()[workflow]?.jobs ?? {}).flatMap(([id, { steps }]) =>
    steps.map(({ run, uses }) => `${id}: ${run ?? uses}`),
  );
  expect(wanted.length).toBeGreaterThan(0);
  expect(wanted.filter((step) => !executed.includes(step))).toEqual([]);
}

/** What `pulumi stack output` says of a stack on Azure whose site is at that URL. */
export function outputsOf(apiUrl: string) {
  return {
    tier: "dev",
    resourceGroupName: "rg-copilot",
    apiUrl,
    stagingApiUrl: null,
    frontendUrl: "https://happy-sea.example",
    siteName: "app-copilot",
    staticSiteName: "stapp-copilot",
    siteClientId: "c11e",
    databaseHost: "psql.example",
    databaseName: "chats",
    databaseUser: "chats",
    databasePasswordReference: "@Microsoft.KeyVault(a)",
    jwtSecretReference: "@Microsoft.KeyVault(b)",
    vaultUri: "https://kv.example",
    blobEndpoint: "https://blob.example",
    releasesUrl: "https://releases.example",
    dashboardId: "/dashboards/d",
    telemetryConnectionString: "[secret]",
  };
}
