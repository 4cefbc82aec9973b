import { existsSync } from "node:fs";
import { join } from "node:path";
import { assess } from "../../plan/assessment.ts";
import { diffStacks, type StackDiff } from "../../plan/diff/stack-diff.ts";
import type { ResourceGraph } from "../../plan/graph.ts";
import { stackConfig, stackFile } from "../../plan/stack-config.ts";
import type { StackPlan } from "../../plan/stack-plan.ts";
import { recordCheckout } from "./record-commit.ts";
import { findCommit, inWorktree } from "./worktree.ts";

/**
 * What changes in stacks from a commit to `plansNow`, which are recorded meanwhile. Throws an Error
 * that names the commit where that cannot be planned.
 */
export async function diffsSince(
  ref: string,
  stacks: string[],
  projectDirectory: string,
  plansNow: () => Promise<StackPlan[]>,
): Promise<StackDiff[]> {
  const commit = findCommit(projectDirectory, ref);
  const [graphs, plans] = await inWorktree(projectDirectory, commit, (folder) => {
    const requests = stacks.map((stack) => ({
      stack,
      config: stackConfig(configFolder(stack, folder, projectDirectory), stack),
    }));
    return bothOf(recordCheckout(folder, commit.title, requests), plansNow());
  });
  return Promise.all(
    plans.map(async (plan, index) => {
      const before = graphs[index] ?? emptyGraph(plan.graph.stack);
      const since = graphs[index] ? commit.title : `${commit.title}, which has no such stack`;
      return diffStacks({ graph: before, assessment: await assess(before) }, plan, since);
    }),
  );
}

/** Waits for both before it fails, so that nobody is left at work in a folder that goes away. */
async function bothOf<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([first, second]);
  return Promise.all([first, second]);
}

/** A stack file that git ignores is the same for every commit. */
function configFolder(stack: string, folder: string, projectDirectory: string): string {
  return existsSync(join(folder, stackFile(stack))) ? folder : projectDirectory;
}

function emptyGraph(stack: string): ResourceGraph {
  return { stack, resources: [], outputs: {}, secretOutputs: [] };
}
