/** A variable of a GitHub environment, which a workflow cannot reach Azure without. */
export interface AzureVariable {
  name: string;
  /** What it holds. */
  meaning: string;
  /** What its value looks like. */
  form: RegExp;
  /** A value of that form. */
  example: string;
  /** What the step hands on to the engine and its providers under another name. */
  engineName?: string;
}

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const exampleGuid = "00000000-0000-0000-0000-000000000000";

/** The GitHub environment of the stacks of pull requests. */
export const pullRequestsEnvironment = "pull-requests";

/** The GitHub environment that may only read the stack: for previews and for drift. */
export function previewEnvironment(stack: string): string {
  return `preview-${stack}`;
}

/** What that GitHub environment has to have. None of it is secret: GitHub's own token logs in. */
export function azureVariables(environment: string): AzureVariable[] {
  return environment === pullRequestsEnvironment ? [...ofEach, ...ofPullRequests] : ofEach;
}

const ofEach: AzureVariable[] = [
  {
    name: "AZURE_CLIENT_ID",
    meaning: "client id of the identity that the environment's jobs log in as",
    form: guid,
    example: exampleGuid,
    engineName: "ARM_CLIENT_ID",
  },
  {
    name: "AZURE_TENANT_ID",
    meaning: "tenant of that identity",
    form: guid,
    example: exampleGuid,
    engineName: "ARM_TENANT_ID",
  },
  {
    name: "AZURE_SUBSCRIPTION_ID",
    meaning: "subscription of the stack",
    form: guid,
    example: exampleGuid,
    engineName: "ARM_SUBSCRIPTION_ID",
  },
  {
    name: "PULUMI_BACKEND_URL",
    meaning: "container of the engine's state",
    form: /^(azblob|file):\/\/./,
    example: "azblob://state?storage_account=stcopilotstate",
  },
];

const ofPullRequests: AzureVariable[] = [
  {
    name: "PULUMI_SECRETS_PROVIDER",
    meaning: "key that encrypts the secrets of new stacks",
    form: /^(azurekeyvault:\/\/.|passphrase$)/,
    example: "azurekeyvault://kv-copilot-state.vault.azure.net/keys/pulumi",
  },
  {
    name: "AZURE_PRINCIPAL_ID",
    meaning: "object id of the identity, which uploads the packages",
    form: guid,
    example: exampleGuid,
  },
];
