import { join } from "node:path";
import { writeContribution } from "./comment/contribution.ts";
import { pulumi } from "./engine.ts";
import { pullRequestNumber } from "./event.ts";
import { policyPack } from "./policy-pack.ts";
import { projectDirectory } from "./project-directory.ts";
import { requiredVariable, runStep } from "./step.ts";

/** `pulumi preview` of the stack in STACK, for the log and, in `dist/comment/`, for the comment. */
await runStep(async () => {
  const stack = requiredVariable("STACK");
  const options = ["--diff", "--suppress-outputs", ...policyPack()];
  const { stdout } = await pulumi(stack, ["preview", ...options]);
  const section = { title: `pulumi preview of ${stack}`, summary: counts(stdout), text: stdout };
  const folder = join(projectDirectory, "dist", "comment");
  writeContribution(folder, { pullRequest: pullRequestNumber(), sections: [section] });
});

/** The engine counts its changes at the end, one kind a line. */
function counts(text: string): string {
  const [, lines = ""] = /^Resources:\n((?: +.*\n?)+)/m.exec(text) ?? [];
  return lines
    .trim()
    .split(/\s*\n\s*/)
    .join(", ")
    .slice(0, 300);
}
