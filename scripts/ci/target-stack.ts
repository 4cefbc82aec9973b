import { type TierName, tiers } from "../../stacks/tiers.ts";
import { requiredVariable, runStep, setOutput } from "./step.ts";

/** The stack that a branch is deployed to. */
const stackOfBranch: Record<string, TierName> = { dev: "dev", staging: "staging", main: "prod" };

/**
 * Tells the job which stack the branch of this run is for, and whether that one swaps a slot in; for a pull
 * request, those of the branch that it goes to. There is nothing to choose: a manual run deploys what the
 * branch it is started on deploys.
 */
await runStep(() => {
  const branch = process.env.GITHUB_BASE_REF || requiredVariable("GITHUB_REF_NAME");
  const stack = requiredVariable("GITHUB_REF_TYPE") === "branch" && stackOfBranch[branch];
  if (!stack) {
    const choices = Object.entries(stackOfBranch).map(([from, to]) => `${from} (to ${to})`);
    throw new Error(`${branch}: is deployed nowhere; run this on branch ${choices.join(", ")}`);
  }
  setOutput("stack", stack);
  setOutput("swaps", String(tiers[stack].stagingSlot));
});
