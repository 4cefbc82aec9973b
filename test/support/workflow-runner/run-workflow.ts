import { mkdirSync, mkdtempSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  evaluate,
  interpolate,
  interpolated,
  isTrue,
  type Scope,
  type Value,
} from "./expression.ts";
import { runSteps, type StepRun, stepsContext } from "./run-steps.ts";
import { type Clone, repository, type Scenario } from "./scenario.ts";
import { type Call, stubCommands } from "./stub-commands.ts";
import { type Job, type Workflow, workflows } from "./workflow-files.ts";

export interface JobRun {
  result: "success" | "failure" | "skipped";
  outputs: Record<string, string>;
  environment: string | undefined;
  /** What its token may do. */
  permissions: Record<string, string>;
  steps: StepRun[];
}

export interface WorkflowRun {
  /** By id; the jobs of a matrix as `drift (dev)`. */
  jobs: Record<string, JobRun>;
  calls: Call[];
  /** What the jobs wrote for the run's page. */
  summary: string;
  /** Folder of its artefacts. */
  artifacts: string;
}

/**
 * Runs a workflow from its file as GitHub does, job after job: conditions, outputs, environments, matrix
 * and permissions are GitHub's, published actions are stubs, shell steps run in `checkout`. Throws an Error
 * for what it does not know.
 */
export async function runWorkflow(scenario: Scenario, checkout: Clone): Promise<WorkflowRun> {
  const { workflow: named } = scenario;
  const workflow = typeof named === "string" ? workflows()[named] : named;
  if (!workflow || !Object.hasOwn(workflow.on, scenario.event)) {
    throw new Error(`${workflow?.name ?? named}: is not set off by ${scenario.event}`);
  }
  // Goes with the checkout, so that tests can share a run.
  const folder = mkdtempSync(join(dirname(checkout.folder), "run-"));
  const commands = stubCommands(join(folder, "commands"), scenario.answers ?? []);
  const artifacts = join(folder, "artifacts");
  mkdirSync(artifacts);
  const run = { scenario, checkout, folder, artifacts, jobs: {} as Record<string, JobRun> };
  for (const id of inOrderOfNeed(workflow)) {
    const job = workflow.jobs[id];
    const outputs = scenario.given?.[id];
    if (outputs) run.jobs[id] = { ...unrun, result: "success", outputs };
    else if (job) await runJob(run, id, job);
  }
  const summary = readFileSync(join(folder, "summary.md"), { encoding: "utf8", flag: "a+" });
  return { jobs: run.jobs, calls: commands.calls(), summary, artifacts };
}

const unrun: Omit<JobRun, "result"> = {
  outputs: {},
  environment: undefined,
  permissions: {},
  steps: [],
};

interface Run {
  scenario: Scenario;
  checkout: Clone;
  folder: string;
  artifacts: string;
  jobs: Record<string, JobRun>;
}

async function runJob(run: Run, id: string, job: Job) {
  for (const matrix of combinations(job)) {
    const values = Object.values(matrix).join(", ");
    run.jobs[values === "" ? id : `${id} (${values})`] = await runOne(run, job, matrix);
  }
}

async function runOne(run: Run, job: Job, matrix: Record<string, string>): Promise<JobRun> {
  const { scenario, folder } = run;
  const needed = Object.fromEntries(job.needs.map((need) => [need, neededJob(run, need)]));
  const permissions = permissionsOf(job, scenario);
  const contexts: Record<string, Value> = {
    github: gitHubContext(scenario, permissions, folder),
    vars: scenario.variables ?? {},
    needs: needed,
    matrix,
    runner: { temp: join(folder, "temp"), os: "Linux" },
  };
  const scope = (): Scope => ({
    contexts,
    succeeded: Object.values(needed).every(({ result }) => result === "success"),
  });
  const condition = evaluate(job.if ?? "success()", scope());
  const waitsForSuccess = !/\b(always|failure)\(\)/.test(job.if ?? "");
  if (!isTrue(condition) || (waitsForSuccess && !scope().succeeded)) {
    return { ...unrun, result: "skipped" };
  }
  const environment = job.environment && interpolate(job.environment.name, scope());
  contexts.vars = { ...scenario.variables, ...scenario.environments?.[environment ?? ""] };
  const jobEnvironment = interpolated(job.env, scope());
  const { steps, succeeded } = await runSteps(job.steps, {
    ...run,
    contexts,
    permissions,
    environment: { ...defaultVariables(run, permissions), ...jobEnvironment },
  });
  contexts.steps = stepsContext(steps);
  return {
    result: succeeded ? "success" : "failure",
    outputs: succeeded ? interpolated(job.outputs, scope()) : {},
    environment,
    permissions,
    steps,
  };
}

function neededJob({ jobs }: Run, id: string) {
  const { result = "skipped", outputs = {} } = jobs[id] ?? {};
  return { result, outputs };
}

/** A fork's pull request reads at most, whatever the workflow says. */
function permissionsOf({ permissions }: Job, { event, payload }: Scenario) {
  const own = Object.entries(permissions);
  const isFork = event === "pull_request" && headRepository(payload) !== repository;
  const granted = isFork
    ? own.filter(([what]) => what !== "id-token").map(([what]) => [what, "read"] as const)
    : own;
  return Object.fromEntries(granted);
}

function headRepository(payload: Scenario["payload"]): Value {
  const scope = { contexts: { event: payload ?? null }, succeeded: true };
  return evaluate("event.pull_request.head.repo.full_name", scope);
}

function gitHubContext(
  scenario: Scenario,
  permissions: Record<string, string>,
  folder: string,
): Record<string, Value> {
  return {
    repository,
    actor: "octocat",
    event_name: scenario.event,
    event: scenario.payload ?? {},
    ref_name: scenario.refName ?? "main",
    base_ref: scenario.baseRef ?? "",
    token: tokenOf(permissions),
    workspace: folder,
  };
}

/** A token that tells what it may do. */
function tokenOf(permissions: Record<string, string>): string {
  const granted = Object.entries(permissions).map(([what, level]) => `${what}:${level}`);
  return `token(${granted.join(",")})`;
}

/** What GitHub sets for every step. */
function defaultVariables(
  { scenario, folder }: Run,
  permissions: Record<string, string>,
): Record<string, string> {
  const canAskForIdentity = permissions["id-token"] === "write";
  return {
    CI: "true",
    GITHUB_ACTIONS: "true",
    GITHUB_REPOSITORY: repository,
    GITHUB_SERVER_URL: "https://github.com",
    GITHUB_EVENT_NAME: scenario.event,
    GITHUB_REF_NAME: scenario.refName ?? "main",
    GITHUB_REF_TYPE: scenario.refType ?? "branch",
    GITHUB_BASE_REF: scenario.baseRef ?? "",
    RUNNER_TEMP: join(folder, "temp"),
    ...(canAskForIdentity && { ACTIONS_ID_TOKEN_REQUEST_URL: "https://identity.example" }),
  };
}

function combinations({ strategy }: Job): Record<string, string>[] {
  const [[name, values] = [], ...others] = Object.entries(strategy?.matrix ?? {});
  if (others.length > 0) throw new Error("matrix: has more than one axis; add that to the runner");
  return name && values ? values.map((value) => ({ [name]: value })) : [{}];
}

function inOrderOfNeed({ jobs }: Workflow): string[] {
  const ordered: string[] = [];
  const add = (id: string, path: string[] = []) => {
    if (path.includes(id)) throw new Error(`${id}: needs itself`);
    for (const need of jobs[id]?.needs ?? []) add(need, [...path, id]);
    if (!ordered.includes(id)) ordered.push(id);
  };
  for (const id of Object.keys(jobs)) add(id);
  return ordered;
}
