import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { actionStubs } from "./action-stubs.ts";
import { evaluate, interpolated, isTrue, type Scope, type Value } from "./expression.ts";
import type { Clone, Scenario } from "./scenario.ts";
import { type Action, ownActions, type Step } from "./workflow-files.ts";

/** What became of a step. */
export interface StepRun {
  /** Its `run` or `uses`, with the action that it is part of before it. */
  what: string;
  id: string | undefined;
  outcome: "success" | "failure" | "skipped";
  outputs: Record<string, string>;
  /** Inputs of an action, and its version. */
  inputs: Record<string, string>;
  /** What a shell step printed, or why an action failed. */
  log: string;
}

/** Where steps run: that of a job, or of an action in one. */
export interface Place {
  scenario: Scenario;
  checkout: Clone;
  /** Of the whole run. */
  folder: string;
  artifacts: string;
  permissions: Record<string, string>;
  contexts: Record<string, Value>;
  /** Variables that every step has. */
  environment: Record<string, string>;
}

/** What steps leave for later ones of their job. */
interface JobState {
  isCheckedOut: boolean;
  /** Variables that steps have set. */
  variables: Record<string, string>;
  /** Folders that steps have put on PATH, the last first. */
  path: string[];
}

const fresh = (): JobState => ({ isCheckedOut: false, variables: {}, path: [] });

/** Runs steps one after another; once one has failed only those run that ask for it. */
export async function runSteps(steps: Step[], place: Place, state = fresh(), prefix = "") {
  const runs: StepRun[] = [];
  let succeeded = true;
  for (const step of steps) {
    const contexts = { ...place.contexts, steps: stepsContext(runs) };
    const variables = { ...place.environment, ...state.variables };
    const env = { ...variables, ...interpolated(step.env, { contexts, succeeded }) };
    const scope: Scope = { contexts: { ...contexts, env }, succeeded };
    const ran = await runStep(step, scope, place, state, prefix);
    runs.push(...ran);
    succeeded &&= ran.every(({ outcome }) => outcome !== "failure");
  }
  return { steps: runs, succeeded };
}

/** What later steps can ask of those that have an id. */
export function stepsContext(steps: StepRun[]): { [id: string]: Value } {
  const named = steps.filter(({ id }) => id !== undefined);
  return Object.fromEntries(named.map(({ id, outputs }) => [id, { outputs }]));
}

async function runStep(
  step: Step,
  scope: Scope,
  place: Place,
  state: JobState,
  prefix: string,
): Promise<StepRun[]> {
  const what = `${prefix}${step.run ?? step.uses}`;
  const run: StepRun = { what, id: step.id, outcome: "success", outputs: {}, inputs: {}, log: "" };
  const isAsked = isTrue(evaluate(step.if ?? "success()", scope));
  const waitsForSuccess = !/\b(always|failure)\(\)/.test(step.if ?? "");
  if (!isAsked || (waitsForSuccess && !scope.succeeded)) return [{ ...run, outcome: "skipped" }];
  if (step.run !== undefined) return [await runShell(step.run, run, scope, place, state)];
  run.inputs = interpolated(step.with, scope);
  const own = ownActions()[step.uses ?? ""];
  if (own) return runOwnAction(own, run, step, place, state);
  return [runStub(step.uses ?? "", run, place, state)];
}

/** The steps of an action of ours, and the step itself with the outputs of the action. */
async function runOwnAction(
  action: Action,
  run: StepRun,
  { uses }: Step,
  place: Place,
  state: JobState,
) {
  if (!state.isCheckedOut) throw new Error(`${uses}: is not there before the checkout`);
  const unknown = Object.keys(run.inputs).filter((name) => !Object.hasOwn(action.inputs, name));
  if (unknown.length > 0) throw new Error(`${uses}: has no input ${unknown.join(", ")}`);
  const inputs = Object.fromEntries(
    Object.entries(action.inputs).map(([name, input]) => {
      const value = run.inputs[name] ?? input.default;
      if (value === undefined) throw new Error(`${uses}: misses its input ${name}`);
      return [name, value];
    }),
  );
  const { github = null, runner = null } = place.contexts;
  const inner = { ...place, contexts: { github, runner, inputs } };
  const { steps, succeeded } = await runSteps(action.runs.steps, inner, state, `${uses}: `);
  const scope: Scope = { contexts: { inputs, steps: stepsContext(steps) }, succeeded };
  const values = Object.entries(action.outputs).map(([name, { value }]) => [name, value] as const);
  const outputs = succeeded ? interpolated(Object.fromEntries(values), scope) : {};
  // What runs in an action has ids of its own.
  const hidden = steps.map((step) => ({ ...step, id: undefined }));
  return [...hidden, { ...run, outputs, outcome: succeeded ? "success" : "failure" } as StepRun];
}

function runStub(uses: string, run: StepRun, place: Place, state: JobState): StepRun {
  const [name = "", version = ""] = uses.split("@");
  const stub = Object.hasOwn(actionStubs, name) ? actionStubs[name] : undefined;
  if (!stub) throw new Error(`${uses}: is an action that the runner does not know`);
  const { checkout, folder, artifacts, permissions, scenario } = place;
  const inputs = { ...run.inputs, version };
  try {
    const outputs = stub({
      inputs: run.inputs,
      permissions,
      workspace: state.isCheckedOut ? checkout.folder : folder,
      checkOut() {
        checkout.git("clean", "-fdxq", "--exclude", "node_modules");
        state.isCheckedOut = true;
      },
      artifacts,
      otherArtifacts: scenario.otherArtifacts,
    });
    return { ...run, inputs, outputs };
  } catch (error) {
    return { ...run, inputs, outcome: "failure", log: (error as Error).message };
  }
}

async function runShell(
  script: string,
  run: StepRun,
  { contexts }: Scope,
  place: Place,
  state: JobState,
): Promise<StepRun> {
  const files = new StepFiles(place.folder);
  const env = {
    ...(contexts.env as Record<string, string>),
    ...files.variables(place.scenario),
    HOME: join(place.folder, "home"),
    LANG: "C.UTF-8",
    PATH: [...state.path, join(place.folder, "commands"), "/usr/bin", "/bin"].join(delimiter),
  };
  const child = spawn("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", script], {
    cwd: state.isCheckedOut ? place.checkout.folder : place.folder,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      log += text;
    });
  }
  const [code] = await once(child, "close");
  Object.assign(state.variables, files.read("env"));
  state.path.unshift(...files.lines("path").toReversed());
  return {
    ...run,
    outcome: code === 0 ? "success" : "failure",
    outputs: files.read("output"),
    log,
  };
}

/** The files through which a step hands things to GitHub; empty for each step but for the summary. */
class StepFiles {
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(join(folder, "home"), { recursive: true });
    mkdirSync(join(folder, "temp"), { recursive: true });
    for (const kind of ["env", "output", "path"]) rmSync(join(folder, kind), { force: true });
  }

  variables({ payload }: Scenario): Record<string, string> {
    const event = join(this.folder, "event.json");
    writeFileSync(event, JSON.stringify(payload ?? {}));
    return {
      GITHUB_EVENT_PATH: event,
      GITHUB_STEP_SUMMARY: join(this.folder, "summary.md"),
      GITHUB_ENV: join(this.folder, "env"),
      GITHUB_OUTPUT: join(this.folder, "output"),
      GITHUB_PATH: join(this.folder, "path"),
    };
  }

  /** `name=value`, or `name<<delimiter` with the value in the lines up to the delimiter. */
  read(kind: "env" | "output"): Record<string, string> {
    const values: Record<string, string> = {};
    const lines = this.lines(kind);
    for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
      const [, name, end] = /^([^=]+?)<<(.+)$/.exec(line) ?? [];
      if (name === undefined) throw new Error(`${kind}: has a line without delimiter, got ${line}`);
      const size = lines.indexOf(end ?? "");
      values[name] = lines
        .splice(0, size + 1)
        .slice(0, -1)
        .join("\n");
    }
    return values;
  }

  lines(kind: string): string[] {
    const file = join(this.folder, kind);
    return existsSync(file) ? readFileSync(file, "utf8").split("\n").slice(0, -1) : [];
  }
}
