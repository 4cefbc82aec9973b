import { azureStack } from "./stacks/azure.ts";
import { localStack } from "./stacks/local.ts";
import { readSettings } from "./stacks/settings.ts";

const stacks = { local: localStack, azure: azureStack };

/** The program: what `pulumi up` and `npm start` run. Answers the outputs of the stack. */
export default async function program() {
  const settings = readSettings();
  return stacks[settings.target](settings);
}
