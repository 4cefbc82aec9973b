import { join } from "node:path";
import { answerOf } from "./command.ts";
import { writeFrontEnd } from "./front-end/files.ts";
import { stackOutputs } from "./outputs.ts";
import { projectDirectory } from "./project-directory.ts";
import { maskSecret, requiredVariable, runStep, setOutput } from "./step.ts";

/**
 * Makes the folder that the Static Web App of the stack in STACK serves, and fetches its deployment token
 * for the next step alone: it is no output of the stack and stored nowhere.
 */
await runStep(async () => {
  const { apiUrl, staticSiteName, resourceGroupName } = await stackOutputs(
    requiredVariable("STACK"),
  );
  await writeFrontEnd(projectDirectory, join(projectDirectory, "dist", "front-end"), apiUrl);
  const token = await answerOf("az", [
    ...["staticwebapp", "secrets", "list", "--name", staticSiteName],
    ...["--resource-group", resourceGroupName, "--query", "properties.apiKey", "--output", "tsv"],
  ]);
  if (token.trim() === "") throw new Error(`${staticSiteName}: Azure answers no deployment token`);
  maskSecret(token.trim());
  setOutput("token", token.trim());
});
