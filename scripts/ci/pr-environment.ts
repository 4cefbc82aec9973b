import { parseArgs } from "node:util";
import { bringDown, bringUp, expire } from "./pr-environment/environments.ts";
import { pullRequestStack } from "./pr-environment/stack-name.ts";
import { runStep, setOutput } from "./step.ts";

const usage = `Usage: node scripts/ci/pr-environment.ts <verb>

  up <number>     brings the stack of a pull request up, or updates it, and lets its time begin anew
  down <number>   destroys it, whatever it has become
  expire          destroys those whose time is over or whose pull request is closed

The stack is called pr-<number>, has the sizes of tier dev and the settings of Pulumi.dev.yaml.
`;

await runStep(async () => {
  const { positionals } = parseArgs({ allowPositionals: true });
  const [verb, number, ...others] = positionals;
  if (verb === "up" && number && others.length === 0) {
    const { apiUrl, expires } = await bringUp(pullRequestStack(number));
    setOutput("api-url", apiUrl);
    setOutput("expires", expires.toISOString());
  } else if (verb === "down" && number && others.length === 0) {
    await bringDown(pullRequestStack(number));
  } else if (verb === "expire" && number === undefined) {
    await expire(new Date());
  } else throw new Error(usage);
});
