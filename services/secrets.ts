/**
 * Secrets that the stack makes up. Services get them as files where they can: whoever may read a
 * container's description, as the log agent may, reads its environment.
 */
export const generatedSecrets = [
  "grafana-admin-password",
  "mcp-gateway-token",
  "mongodb-password",
  "postgres-password",
  "qdrant-api-key",
  "qdrant-read-only-api-key",
  "redis-password",
  "vault-root-token",
] as const;

/** Secrets that only a person can give; each is needed when what uses it is turned on. */
export const givenSecrets = [
  /** Certificate chain of the gateway in PEM, its own first. */
  "gateway-certificate",
  /** Private key of the gateway in PEM. */
  "gateway-key",
  /** Token that the tools of GitHub act with. */
  "github-token",
  "grafana-oauth-client-secret",
] as const;

export type SecretName = (typeof generatedSecrets | typeof givenSecrets)[number];

/** Where a service finds a secret that it reads as a file. */
export function secretFile(name: SecretName): string {
  return `/run/secrets/${name}`;
}
