import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { parse } from "yaml";
import { Checkout } from "../../support/checkout.ts";
import { runWorkflow, type WorkflowRun } from "../../support/workflow-runner/run-workflow.ts";
import { repository, type Scenario } from "../../support/workflow-runner/scenario.ts";
import type { Answer } from "../../support/workflow-runner/stub-commands.ts";
import {
  azure,
  commands,
  expectEveryStepRan,
  onPullRequest,
  outputsOf,
  problems,
  pullRequest,
  pulumi,
  results,
} from "./scenes.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const environments = {
  "pull-requests": {
    ...azure,
    PULUMI_SECRETS_PROVIDER: "azurekeyvault://kv-state.vault.azure.net/keys/pulumi",
    AZURE_PRINCIPAL_ID: "00000000-0000-4000-8000-000000009d1d",
  },
};
const list = "pulumi stack ls --json --non-interactive --color never";
const init =
  "stack init --no-select --secrets-provider azurekeyvault://kv-state.vault.azure.net/keys/pulumi";
const destroy = (stack: string) => pulumi("destroy --yes --skip-preview --remove", stack);

let checkout: Checkout;
const runs: WorkflowRun[] = [];

beforeAll(() => {
  checkout = new Checkout();
});
afterAll(() => checkout.remove());

describe("the label `environment`", () => {
  it("makes a stack of tier dev that knows how long it may live", async () => {
    const before = Date.now();
    const run = await onLabel("labeled", []);
    expect(problems(run)).toBe("");
    expect(results(run)).toEqual({ up: "success", down: "skipped", expire: "skipped" });
    expect(run.jobs.up?.environment).toBe("pull-requests");
    const [expires = ""] = commands(run).flatMap(
      (line) => /set expires (\S+)/.exec(line)?.[1] ?? [],
    );
    expect(commands(run)).toEqual([
      list,
      pulumi(init, "pr-12"),
      pulumi(`stack tag set expires ${expires}`, "pr-12"),
      pulumi("up --yes --skip-preview --suppress-outputs", "pr-12"),
      pulumi("stack output --json", "pr-12"),
    ]);
    const hours = (Date.parse(expires) - before) / 3_600_000;
    expect(hours).toBeGreaterThanOrEqual(72);
    expect(hours).toBeLessThan(72.1);
    const step = run.jobs.up?.steps.find(({ id }) => id === "up");
    expect(step?.outputs).toEqual({ "api-url": "https://pr-12.example", expires });
  });

  it("gives it the settings of dev, the sizes of dev and the uploader of the job", async () => {
    await onLabel("labeled", []);
    const file = readFileSync(join(checkout.folder, "Pulumi.pr-12.yaml"), "utf8");
    const { secretsprovider, config } = parse(file);
    expect(secretsprovider).toBe("azurekeyvault://kv-state.vault.azure.net/keys/pulumi");
    expect(config).toMatchObject({
      "copilot:target": "azure",
      "copilot:tier": "dev",
      "copilot:releaseUploaderObjectId": "00000000-0000-4000-8000-000000009d1d",
      "copilot:releaseUploaderType": "ServicePrincipal",
      "copilot:secretExpiryDate": "2027-11-30",
    });
  });

  it("updates a stack that is there, and lets its time begin anew", async () => {
    const run = await onLabel("synchronize", ["dev", "pr-12"]);
    expect(commands(run).map((line) => line.split(" ").slice(1, 4).join(" "))).toEqual([
      "stack ls --json",
      "stack tag set",
      "up --yes --skip-preview",
      "stack output --json",
    ]);
  });

  it("does nothing on a fork's pull request", async () => {
    const payload = { ...pullRequest("mallory/copilot", ["environment"]), action: "labeled" };
    const run = await start(onPullRequest("pr-environment.yml", { payload, environments }));
    expect(results(run)).toEqual({ up: "skipped", down: "skipped", expire: "skipped" });
    expect(commands(run)).toEqual([]);
  });

  it("is the only one that does", async () => {
    const payload = { ...pullRequest(repository, ["bug"]), action: "labeled" };
    const run = await start(onPullRequest("pr-environment.yml", { payload, environments }));
    expect(results(run)).toEqual({ up: "skipped", down: "skipped", expire: "skipped" });
  });

  it("needs two variables more than a deployment", async () => {
    const payload = { ...pullRequest(repository, ["environment"]), action: "labeled" };
    const few = { "pull-requests": azure };
    const run = await start(onPullRequest("pr-environment.yml", { payload, environments: few }));
    expect(problems(run)).toContain("PULUMI_SECRETS_PROVIDER: is not set; it is the key that");
    expect(problems(run)).toContain("AZURE_PRINCIPAL_ID: is not set");
    expect(commands(run)).toEqual([]);
  });
});

describe("the stack is destroyed", () => {
  it.each([
    ["closed", { action: "closed" }],
    ["freed of its label", { action: "unlabeled", label: { name: "environment" } }],
  ])("when the pull request is %s, by the code of the default branch", async (_, event) => {
    const payload = { ...pullRequest(repository), ...event };
    const answers = stacks(["dev", "pr-12"]);
    const run = await start(
      onPullRequest("pr-environment.yml", { payload, environments, answers }),
    );
    expect(problems(run)).toBe("");
    expect(results(run)).toEqual({ up: "skipped", down: "success", expire: "skipped" });
    expect(commands(run)).toEqual([list, destroy("pr-12")]);
    const clone = run.jobs.down?.steps.find(({ what }) => what.startsWith("actions/checkout"));
    expect(clone?.inputs.ref).toBe("main");
  });

  it("not when it is not there", async () => {
    const payload = { ...pullRequest(repository), action: "closed" };
    const answers = stacks(["dev", "pr-120"]);
    const run = await start(
      onPullRequest("pr-environment.yml", { payload, environments, answers }),
    );
    expect(results(run).down).toBe("success");
    expect(commands(run)).toEqual([list]);
  });

  it("by the schedule when its time is over, its pull request is closed, or nobody gave it time", async () => {
    const run = await onSchedule([
      ...stacks(["dev", "prod", "pr-1", "pr-2", "pr-3", "pr-4", "pr-x", "xpr-5", "pr-007"]),
      ...life(1, "open", { expires: "2020-01-01T00:00:00.000Z" }),
      ...life(2, "open", { expires: "2999-01-01T00:00:00.000Z" }),
      ...life(3, "closed", { expires: "2999-01-01T00:00:00.000Z" }),
      ...life(4, "open", {}),
    ]);
    expect(problems(run)).toBe("");
    expect(commands(run).filter((line) => line.startsWith("pulumi destroy"))).toEqual([
      destroy("pr-1"),
      destroy("pr-3"),
      destroy("pr-4"),
    ]);
    expect(commands(run).filter((line) => /\b(dev|prod|pr-x|xpr-5|pr-007)\b/.test(line))).toEqual(
      [],
    );
  });

  it("even if another one cannot be, which is told at the end", async () => {
    const run = await onSchedule([
      ...stacks(["pr-1", "pr-3"]),
      ...life(1, "closed", {}),
      ...life(3, "closed", {}),
      { command: destroy("pr-1"), code: 255, stderr: "error: denied\n" },
    ]);
    expect(commands(run)).toContain(destroy("pr-3"));
    expect(results(run).expire).toBe("failure");
    expect(problems(run)).toContain("::error::pr-1: `pulumi destroy` ended with code 255");
  });

  it("by nobody where Azure is not set up", async () => {
    const run = await start({ workflow: "pr-environment.yml", event: "schedule", environments });
    expect(results(run)).toEqual({ up: "skipped", down: "skipped", expire: "skipped" });
  });
});

it("every step was executed by a test", () => {
  expectEveryStepRan("pr-environment.yml", runs);
});

function onLabel(action: string, names: string[]) {
  const payload = { ...pullRequest(repository, ["bug", "environment"]), action };
  const output = { command: "pulumi stack output", stdout: JSON.stringify(outputsOf(url)) };
  const answers = [...stacks(names), output];
  return start(onPullRequest("pr-environment.yml", { payload, environments, answers }));
}

const url = "https://pr-12.example";

function onSchedule(answers: Answer[]) {
  const variables = { AZURE_PREVIEW: "on" };
  const scenario = { workflow: "pr-environment.yml", event: "schedule", variables, environments };
  return start({ ...scenario, answers });
}

function stacks(names: string[]): Answer[] {
  const listing = names.map((name) => ({ name, current: false, resourceCount: 7 }));
  return [{ command: "pulumi stack ls", stdout: JSON.stringify(listing) }];
}

/** What is known of the stack of a pull request. */
function life(number: number, state: string, tags: Record<string, string>): Answer[] {
  return [
    {
      command: `gh api --method GET repos/${repository}/pulls/${number} `,
      stdout: JSON.stringify({ state }),
    },
    {
      command: `pulumi stack tag ls --output json --stack pr-${number} `,
      stdout: JSON.stringify(tags),
    },
  ];
}

async function start(scenario: Scenario): Promise<WorkflowRun> {
  const run = await runWorkflow(scenario, checkout);
  runs.push(run);
  return run;
}
