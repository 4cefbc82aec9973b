import type { SecretUse } from "../services/types.ts";

/** Where a service finds a secret whose file its configuration names. */
export function secretFile(folder: string, secret: string): string {
  return `${folder}/secrets/${secret}`;
}

/** Each secret once, as a file at the place that `secretFile` says. */
export function secretFiles(folder: string, secrets: string[]): SecretUse[] {
  return [...new Set(secrets)].map((secret) => ({ secret, file: secretFile(folder, secret) }));
}
