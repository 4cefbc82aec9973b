import type { Host } from "./stacks/host.ts";
import { readSettings, type Settings } from "./stacks/settings.ts";

/**
 * The program: what `pulumi up` and `npm start` run. Answers the outputs of the stack.
 *
 * @param host What is known of the machine; default what the program finds out by itself.
 */
export default async function program(host?: Host) {
  return platform(readSettings(host));
}

/** The stack of the target. Only that one is loaded: the SDK of Azure alone costs a third of a second. */
export async function platform(settings: Settings) {
  if (settings.target === "azure") {
    return (await import("./stacks/azure.ts")).azureStack(settings);
  }
  return (await import("./stacks/local.ts")).localStack(settings);
}
