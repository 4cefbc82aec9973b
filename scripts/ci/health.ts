import { appVersion } from "../../stacks/app-version.ts";
import { untilReady } from "../swap/gate.ts";
import { stackOutputs } from "./outputs.ts";
import { projectDirectory } from "./project-directory.ts";
import { requiredVariable, runStep } from "./step.ts";

/** Waits until the site of the stack in STACK answers well, and as the version of this checkout. */
await runStep(async () => {
  const { apiUrl } = await stackOutputs(requiredVariable("STACK"));
  const version = appVersion(projectDirectory);
  const problem = await untilReady(apiUrl, version, {
    answers: 5,
    // The first start after an update migrates the database.
    gateSeconds: 600,
    signal: new AbortController().signal,
    onProgress: tell,
  });
  if (problem !== undefined) throw new Error(`${problem}; \`az webapp log tail\` says why`);
  tell(`${apiUrl}: answers well as version ${version}`);
});

function tell(line: string) {
  process.stdout.write(`${line}\n`);
}
