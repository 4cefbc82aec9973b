import { assess } from "../../../plan/assessment.ts";
import type { StackDiff } from "../../../plan/diff/stack-diff.ts";
import { diffMarkdown } from "../../../plan/markdown/diff.ts";
import { stackConfig } from "../../../plan/stack-config.ts";
import type { StackPlan } from "../../../plan/stack-plan.ts";
import { recordPlatform } from "../../../plan/stacks.ts";
import { diffText } from "../../../plan/text/diff.ts";
import { diffSummary } from "../../../plan/text/diff-summary.ts";
import { plainStyle } from "../../../plan/text/style.ts";
import { tierNames } from "../../../plan/tier-comparison.ts";
import { diffsSince } from "../../plan/diffs.ts";
import type { Section } from "../comment/contribution.ts";
import { projectDirectory } from "../project-directory.ts";

/** What changes on every tier since a commit, for a comment and for the run's summary. */
export async function tierChanges(ref: string): Promise<{ sections: Section[]; markdown: string }> {
  const diffs = await diffsSince(ref, tierNames, projectDirectory, plansNow);
  return {
    sections: diffs.map(sectionOf),
    markdown: `${diffs.map(diffMarkdown).join("\n\n")}\n`,
  };
}

function sectionOf(diff: StackDiff): Section {
  return {
    title: diff.stack,
    summary: diffSummary(diff, plainStyle),
    text: diffText(diff, plainStyle),
  };
}

/** One after another, since the SDK keeps a run in globals. */
async function plansNow(): Promise<StackPlan[]> {
  const plans: StackPlan[] = [];
  for (const stack of tierNames) {
    const graph = await recordPlatform(stack, stackConfig(projectDirectory, stack));
    plans.push({ graph, assessment: await assess(graph) });
  }
  return plans;
}
