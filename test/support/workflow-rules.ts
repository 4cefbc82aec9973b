import {
  type Job,
  parseAction,
  parseWorkflow,
  type Step,
  type Workflow,
} from "./workflow-runner/workflow-files.ts";

/** What is wrong with a workflow, one sentence each. `source` is its YAML. */
export function workflowViolations(source: string): string[] {
  const workflow = parseWorkflow(source);
  const jobs = Object.entries(workflow.jobs);
  return [
    ...pinViolations(source),
    ...textViolations(source),
    ...triggerViolations(workflow),
    ...jobs.flatMap(([id, job]) => job.steps.flatMap((step) => stepViolations(id, step))),
    ...jobs.flatMap(([id, job]) => jobViolations(id, job, workflow)),
  ];
}

/** The same of an action. */
export function actionViolations(source: string): string[] {
  const { name, runs } = parseAction(source);
  const steps = runs.steps.flatMap((step) => stepViolations(name, step));
  return [...pinViolations(source), ...textViolations(source), ...steps];
}

function pinViolations(source: string): string[] {
  const uses = source.matchAll(/^\s*(?:- )?uses: (.*)$/gm);
  return [...uses]
    .map(([, text = ""]) => text)
    .filter(
      (text) => !text.startsWith("./") && !/^[\w./-]+@[0-9a-f]{40} # v\d+(\.\d+){0,2}$/.test(text),
    )
    .map((text) => `${text}: is not pinned by commit hash with its version behind it`);
}

/** A job that has no secret has none to lose: everything logs in with GitHub's own tokens. */
function textViolations(source: string): string[] {
  const code = source.replace(/^\s*#.*$/gm, "");
  const isUsed = /\bsecrets\b(?!-provider)/.test(code);
  return isUsed ? ["secrets: are not used; log in with GitHub's token"] : [];
}

function triggerViolations({ on, permissions, concurrency, jobs }: Workflow): string[] {
  const violations: string[] = [];
  if (Object.hasOwn(on, "pull_request_target")) {
    violations.push("pull_request_target: gives a fork's code our rights; use pull_request");
  }
  if (Object.keys(permissions).length > 0) {
    violations.push("permissions: of the workflow are {}; give them to jobs");
  }
  if (!concurrency && Object.values(jobs).some((job) => !job.concurrency)) {
    violations.push("concurrency: is not limited");
  }
  return violations;
}

/** One call of a script of ours, with plain words and quoted variables: nothing that a shell decides. */
const oneCall =
  /^(node|node_modules\/\.bin\/node|npm( run)?) [\w./:-]+( --)?( --?[\w-]+| [\w-]+| "\$[A-Z0-9_]+(\/[\w-]+)?")*$/;

/** What GitHub makes itself and nobody can word. */
const harmlessEventValues = [
  "github.event.pull_request.number",
  "github.event.repository.default_branch",
  "github.event.workflow_run.id",
];

function stepViolations(job: string, { run, uses, with: inputs, env }: Step): string[] {
  const violations: string[] = [];
  if (run !== undefined && !oneCall.test(run)) {
    violations.push(`${job}: "${run}" is more than one call of a script; move it into one`);
  }
  for (const value of [...Object.values(inputs), ...Object.values(env)]) {
    for (const [, expression = ""] of value.matchAll(/\$\{\{(.*?)\}\}/gs)) {
      const isWorded = /github\.(event\b|head_ref)/.test(expression);
      if (!isWorded || harmlessEventValues.includes(expression.trim())) continue;
      violations.push(`${job}: hands on ${expression.trim()}, which anybody may word`);
    }
  }
  if (uses?.startsWith("actions/checkout@") && inputs["persist-credentials"] !== "false") {
    violations.push(`${job}: the checkout leaves its token behind; persist-credentials: false`);
  }
  return violations;
}

const isOwn = "github.event.pull_request.head.repo.full_name == github.repository";

function jobViolations(id: string, job: Job, { on }: Workflow): string[] {
  const violations: string[] = [];
  if (Object.hasOwn(on, "pull_request") && reachesOut(job) && !runsForOwnBranchesAlone(job)) {
    violations.push(
      `${id}: reaches further than a fork's pull request may; add \`if: … ${isOwn}\``,
    );
  }
  if (Object.hasOwn(on, "workflow_run")) violations.push(...workflowRunViolations(id, job));
  if (job["timeout-minutes"] > 120) violations.push(`${id}: may take more than two hours`);
  return violations;
}

function reachesOut({ permissions, environment }: Job): boolean {
  const others = Object.entries(permissions).filter(
    ([what, level]) => `${what}:${level}` !== "contents:read",
  );
  return environment !== undefined || others.length > 0;
}

/** As a whole condition or joined by `&&` alone outside of parentheses. */
function runsForOwnBranchesAlone({ if: condition = "" }: Job): boolean {
  const outside = condition.replace(/\((?:[^()]|\([^()]*\))*\)/g, "()");
  const parts = outside.split("&&").map((part) => part.trim());
  const isNoPullRequest = parts.includes("github.event_name != 'pull_request'");
  return !outside.includes("||") && (parts.includes(isOwn) || isNoPullRequest);
}

/** It has rights that the run before it had not, so neither code nor files of that may get in. */
function workflowRunViolations(id: string, { steps }: Job): string[] {
  const violations: string[] = [];
  for (const { uses = "", with: inputs } of steps) {
    if (uses.startsWith("actions/checkout@") && (inputs.ref || inputs.repository)) {
      violations.push(
        `${id}: checks out ${inputs.ref ?? inputs.repository}; use the default branch`,
      );
    }
    const isInside = !/^\$\{\{ runner\.temp \}\}\//.test(inputs.path ?? "");
    if (uses.startsWith("actions/download-artifact@") && isInside) {
      violations.push(`${id}: unpacks artefacts into the checkout; use runner.temp`);
    }
  }
  return violations;
}
