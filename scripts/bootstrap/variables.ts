import { azureVariables } from "../ci/azure-variables.ts";
import type { Operator } from "../operator.ts";
import type { Foundation } from "./foundation.ts";
import type { Identity } from "./identities.ts";

interface Variable {
  name: string;
  value: string;
}

/** Every value that an environment may have to have, by the name that the workflows use. */
export function valuesOf(
  { tenantId, subscriptionId }: { tenantId: string; subscriptionId: string },
  { backendUrl, secretsProvider }: Foundation,
  { clientId, principalId }: Identity,
): Record<string, string> {
  return {
    AZURE_CLIENT_ID: clientId,
    AZURE_TENANT_ID: tenantId,
    AZURE_SUBSCRIPTION_ID: subscriptionId,
    PULUMI_BACKEND_URL: backendUrl,
    PULUMI_SECRETS_PROVIDER: secretsProvider,
    AZURE_PRINCIPAL_ID: principalId,
  };
}

/** Sets the variables that the jobs of an environment take, where they are not so yet. */
export async function setEnvironmentVariables(
  operator: Operator,
  repository: string,
  { environment, values }: { environment: string; values: Record<string, string> },
) {
  const place = ["--repo", repository, "--env", environment];
  const isThere = (await environmentNames(operator, repository)).includes(environment);
  const known = isThere ? await variables(operator, place) : [];
  for (const { name } of azureVariables(environment)) {
    const value = values[name];
    if (value === undefined) throw new Error(`${name}: bootstrap does not know its value`);
    await setVariable(operator, place, known, { name, value });
  }
}

/** Tells the workflows that the environments are there. */
export async function turnOn(operator: Operator, repository: string) {
  const place = ["--repo", repository];
  const known = await variables(operator, place);
  await setVariable(operator, place, known, { name: "AZURE_PREVIEW", value: "on" });
}

async function environmentNames(operator: Operator, repository: string): Promise<string[]> {
  const path = `repos/${repository}/environments?per_page=100`;
  const answer = await operator.ask<{ environments: { name: string }[] }>("gh", ["api", path]);
  return answer.environments.map(({ name }) => name);
}

function variables(operator: Operator, place: string[]): Promise<Variable[]> {
  return operator.ask("gh", ["variable", "list", ...place, "--json", "name,value"]);
}

async function setVariable(
  operator: Operator,
  place: string[],
  known: Variable[],
  { name, value }: Variable,
) {
  if (known.some((one) => one.name === name && one.value === value)) return;
  const where = place[3] === undefined ? "the repository" : `the environment ${place[3]}`;
  await operator.change({
    what: `sets ${name} of ${where}`,
    program: "gh",
    args: ["variable", "set", name, ...place, "--body", value],
  });
}
