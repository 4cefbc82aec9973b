import { enableCompileCache } from "node:module";
import { answerOf } from "./command.ts";
import { requiredVariable, runStep } from "./step.ts";

/**
 * Checks before an update that the subscription has every resource provider registered that the plan of
 * the stack in STACK takes: Azure itself would say so in the middle of the update.
 */
enableCompileCache();
await runStep(async () => {
  const { resourceProviders } = await import("./plan/resource-providers.ts");
  const needed = await resourceProviders(requiredVariable("STACK"));
  const registered = new Set((await registeredProviders()).map((name) => name.toLowerCase()));
  const missing = needed.filter((name) => !registered.has(name.toLowerCase()));
  if (missing.length === 0) return;
  throw new Error(
    [
      `AZURE_SUBSCRIPTION_ID: the subscription lacks resource providers, got no ${missing.join(", ")}; run`,
      ...missing.map((name) => `  az provider register --namespace ${name} --wait`),
    ].join("\n"),
  );
});

async function registeredProviders(): Promise<string[]> {
  const query = "[?registrationState=='Registered'].namespace";
  const args = ["provider", "list", "--query", query, "--output", "json"];
  return JSON.parse(await answerOf("az", args));
}
