import { z } from "zod";
import { type Runner, systemRunner } from "../../schedule/runner.ts";
import { chatApp } from "../../service.ts";

const { endpoint, header } = chatApp.identityVariables;

/**
 * A token for the vault that `keyUrl` is in: of the identity that Azure gives an application, else of
 * whoever is logged in by `az`. Throws where neither gives one.
 */
export async function vaultToken(
  keyUrl: string,
  environment: Readonly<Record<string, string | undefined>>,
  run: Runner = systemRunner,
): Promise<string> {
  const [address, secret] = [environment[endpoint], environment[header]];
  const token =
    address && secret
      ? await tokenOfIdentity(address, secret, resourceOf(keyUrl))
      : await tokenOfPerson(run, resourceOf(keyUrl));
  if (token !== undefined) return token;
  throw new Error(
    `${keyUrl}: there is no token for the vault; run az login, or start this where Azure gives it an ` +
      `identity (${endpoint})`,
  );
}

/** Each of Azure's clouds has a name of its own for its vaults. */
function resourceOf(keyUrl: string): string {
  const [, ...domain] = new URL(keyUrl).hostname.split(".");
  return domain[0] === "vault" ? `https://${domain.join(".")}` : "https://vault.azure.net";
}

/** https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference */
const apiVersion = "2019-08-01";
const timeoutMs = 30_000;

const identityAnswer = z.object({ access_token: z.string().min(1) });

async function tokenOfIdentity(address: string, secret: string, resource: string): Promise<string> {
  const query = new URLSearchParams({ resource, "api-version": apiVersion });
  const response = await fetch(`${address}?${query}`, {
    headers: { "x-identity-header": secret },
    redirect: "error",
    signal: AbortSignal.timeout(timeoutMs),
  }).catch((error) => {
    throw new Error(`${endpoint}: no identity answers there`, { cause: error });
  });
  const answer = identityAnswer.safeParse(await response.json().catch(() => undefined));
  if (response.ok && answer.success) return answer.data.access_token;
  throw new Error(`${endpoint}: gave no token for ${resource}, got ${response.status}`);
}

async function tokenOfPerson(run: Runner, resource: string): Promise<string | undefined> {
  const args = ["account", "get-access-token", "--resource", resource];
  const { exitCode, out } = await run("az", [...args, "--query", "accessToken", "--output", "tsv"]);
  return exitCode === 0 && out.trim() !== "" ? out.trim() : undefined;
}
