import type { givenSecrets as names } from "../services/secrets.ts";
import type { LocalSettings } from "./settings.ts";

/** Secrets that the services know by other names than their keys. */
const keyOf: Record<(typeof names)[number], keyof LocalSettings["secrets"]> = {
  "gateway-certificate": "gatewayCertificate",
  "gateway-key": "gatewayKey",
  "github-token": "githubToken",
  "grafana-oauth-client-secret": "grafanaOauthClientSecret",
};

/** Values of the secrets that a person gave, by the names of services and by their keys. */
export function givenSecrets({ secrets }: Pick<LocalSettings, "secrets">): Record<string, string> {
  const renamed = Object.entries(keyOf).map(([name, key]) => [name, secrets[key]]);
  const given = [...Object.entries(secrets), ...renamed].filter(([, value]) => value !== undefined);
  return Object.fromEntries(given);
}
