import { pulumi } from "./engine.ts";
import { policyPack } from "./policy-pack.ts";
import { requiredVariable, runStep } from "./step.ts";

/** `pulumi up` of the stack in STACK. Outputs stay out of the log: another step asks for what it needs. */
await runStep(async () => {
  const options = ["--yes", "--diff", "--suppress-outputs", ...policyPack()];
  await pulumi(requiredVariable("STACK"), ["up", ...options]);
});
