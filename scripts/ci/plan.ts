import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { writeContribution } from "./comment/contribution.ts";
import { pullRequestNumber } from "./event.ts";
import { projectDirectory } from "./project-directory.ts";
import { addSummary, runStep } from "./step.ts";

/**
 * What the pull request changes on each tier: as the run's summary, and in `dist/comment/` for the comment.
 * GitHub checks out a pull request merged into its base, which is the merge's first parent.
 */
enableCompileCache();
await runStep(async () => {
  const { tierChanges } = await import("./plan/tier-changes.ts");
  const { sections, markdown } = await tierChanges("HEAD^1");
  addSummary(markdown);
  const folder = join(projectDirectory, "dist", "comment");
  writeContribution(folder, { pullRequest: pullRequestNumber(), sections });
});
