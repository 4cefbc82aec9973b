import {
  type AccessToken,
  AzureCliCredential,
  ChainedTokenCredential,
  EnvironmentCredential,
  type TokenCredential,
} from "@azure/identity";

/**
 * The login of the Azure CLI, or the one that AZURE_CLIENT_ID, AZURE_TENANT_ID and AZURE_CLIENT_SECRET
 * name. Asking for a token fails with what to do where nobody is logged in.
 */
export function azureLogin(): TokenCredential {
  const chain = new ChainedTokenCredential(new EnvironmentCredential(), new AzureCliCredential());
  const tokens = new Map<string, AccessToken>();
  return {
    async getToken(scopes, options) {
      const key = String(scopes);
      const known = tokens.get(key);
      // The CLI starts a program for each question, which takes a second.
      if (known && known.expiresOnTimestamp - Date.now() > renewBeforeMs) return known;
      try {
        const token = await chain.getToken(scopes, options);
        tokens.set(key, token);
        return token;
      } catch (error) {
        throw new Error(`Azure: no login, got "${reasonOf(error)}"; ${remedy}`, { cause: error });
      }
    },
  };
}

const renewBeforeMs = 300_000;

const remedy = "run `az login`, or in a workflow the action azure/login before this step";

/** Of several ways to log in, the CLI's is the last. */
function reasonOf(error: unknown): string {
  const last = error instanceof Error && "errors" in error ? [error.errors].flat().at(-1) : error;
  const message = last instanceof Error ? last.message : String(last);
  return message.trim().split("\n")[0] ?? "";
}
