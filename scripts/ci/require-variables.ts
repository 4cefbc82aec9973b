import { type AzureVariable, azureVariables } from "./azure-variables.ts";
import { requiredVariable, runStep, setVariable } from "./step.ts";

/**
 * Checks that the GitHub environment in ENVIRONMENT has the variables that reaching Azure takes, and
 * sets them for the later steps as the engine wants them.
 */
await runStep(() => {
  const environment = requiredVariable("ENVIRONMENT");
  const needed = azureVariables(environment);
  const problems = needed.flatMap((variable) => problemOf(variable, process.env[variable.name]));
  if (problems.length > 0) throw new Error([...problems, placeOf(environment)].join("\n"));
  for (const { name, engineName } of needed) {
    setVariable(engineName ?? name, process.env[name] ?? "");
  }
  // The engine's provider takes GitHub's own token to Azure; nothing secret is stored anywhere.
  setVariable("ARM_USE_OIDC", "true");
});

function problemOf({ name, meaning, form, example }: AzureVariable, value: string | undefined) {
  if (!value) return [`${name}: is not set; it is the ${meaning}, for example ${example}`];
  if (form.test(value)) return [];
  return [`${name}: is no ${meaning}, got "${value}"; use for example ${example}`];
}

function placeOf(environment: string): string {
  const { GITHUB_SERVER_URL: server = "https://github.com", GITHUB_REPOSITORY: repository } =
    process.env;
  const page = `${server}/${repository ?? "<owner>/<repository>"}/settings/environments`;
  return (
    `Set it as a variable, not a secret, of the GitHub environment \`${environment}\`: ${page}, or ` +
    `\`gh variable set <name> --env ${environment} --body <value>\`.`
  );
}
