import { dirname } from "node:path";
import pc from "picocolors";
import { assess } from "../../plan/assessment.ts";
import { stackConfig } from "../../plan/stack-config.ts";
import type { StackPlan } from "../../plan/stack-plan.ts";
import { recordedStacks, recordPlatform } from "../../plan/stacks.ts";
import { reasonsToFail } from "../../plan/verdict.ts";
import { formats } from "./formats.ts";
import { type PlanOptions, planOptions, usage } from "./options.ts";

const exitCodes = { ok: 0, error: 1, failedOn: 2 };

/** Runs the command; what goes wrong is shown as a message. Answers the exit code. */
export async function plan(args: string[]): Promise<number> {
  try {
    const options = planOptions(args);
    if (options) return await show(options);
    process.stdout.write(usage);
    return exitCodes.ok;
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n`);
    return exitCodes.error;
  }
}

async function show(options: PlanOptions): Promise<number> {
  for (const stack of options.stacks) refuseUnknown(stack);
  if (options.comparesTiers) return showTiers(options);
  return options.diff === undefined ? showStacks(options) : showDiffs(options.diff, options);
}

async function showStacks(options: PlanOptions): Promise<number> {
  const plans = await plansOf(options);
  process.stdout.write(await formats[options.format].plans(plans, options));
  return verdict(plans.flatMap((one) => reasonsToFail(one, undefined, options.failOn)));
}

async function showDiffs(ref: string, options: PlanOptions): Promise<number> {
  const render = formats[options.format].diffs;
  if (!render) throw new Error(`--format: ${options.format} shows no --diff; use text`);
  const { diffsSince } = await import("./diffs.ts");
  const diffs = await diffsSince(ref, options.stacks, projectDirectory, () => plansOf(options));
  process.stdout.write(await render(diffs));
  return verdict(diffs.flatMap((diff) => reasonsToFail(diff.after, diff, options.failOn)));
}

async function showTiers(options: PlanOptions): Promise<number> {
  const render = formats[options.format].tiers;
  if (!render) throw new Error(`--format: ${options.format} shows no --tiers; use text`);
  const { compareTiers, tierNames } = await import("../../plan/tier-comparison.ts");
  const plans = await plansOf({ ...options, stacks: tierNames });
  process.stdout.write(await render(compareTiers(plans)));
  return verdict(plans.flatMap((one) => reasonsToFail(one, undefined, options.failOn)));
}

function refuseUnknown(stack: string) {
  if (Object.hasOwn(recordedStacks, stack)) return;
  const known = Object.keys(recordedStacks).join(", ");
  throw new Error(`${stack}: there is no such stack; use ${known}`);
}

/** One after another, since the SDK keeps a run in globals. */
async function plansOf({ stacks, config }: PlanOptions): Promise<StackPlan[]> {
  const plans: StackPlan[] = [];
  for (const stack of stacks) {
    const own = stackConfig(projectDirectory, stack);
    const graph = await recordPlatform(stack, { ...own, ...config }).catch((error: unknown) => {
      throw new Error(`${stack}: cannot be planned. ${messageOf(error)}`);
    });
    plans.push({ graph, assessment: await assess(graph) });
  }
  return plans;
}

function verdict(reasons: string[]): number {
  for (const reason of reasons) process.stderr.write(`${pc.red("✖")} ${reason}\n`);
  return reasons.length > 0 ? exitCodes.failedOn : exitCodes.ok;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const projectDirectory = dirname(dirname(import.meta.dirname));
