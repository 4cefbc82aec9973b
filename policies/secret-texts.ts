import type { ResourceGraph } from "../plan/graph.ts";
import { joinPaths } from "./property-path.ts";

/** Every text of a graph that is marked as a secret. */
export function secretTexts({ resources, outputs, secretOutputs }: ResourceGraph): string[] {
  const texts = [
    ...resources.flatMap(({ inputs, secretInputs }) => secretsWithin(inputs, secretInputs)),
    ...secretsWithin(outputs, secretOutputs),
  ];
  return [...new Set(texts)].filter((text) => text !== "");
}

/** Whether a text is, or holds, one of the secrets. */
export function holdsSecret(text: string, secrets: string[]): boolean {
  // A secret of a few letters is found in texts that have nothing to do with it.
  return secrets.some((secret) => (secret.length < 8 ? text === secret : text.includes(secret)));
}

/** Whether the path is, is within, or holds what is secret. */
export function isSecretPath(path: string, secretPaths: string[]): boolean {
  return secretPaths.some((secret) => isWithin(path, secret) || isWithin(secret, path));
}

/** Every text within a value, each with its path. */
export function textsWithin(value: unknown, path = ""): { path: string; text: string }[] {
  if (typeof value === "string") return [{ path, text: value }];
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => textsWithin(item, `${path}[${index}]`));
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => textsWithin(item, joinPaths(path, key)));
}

function secretsWithin(value: unknown, secretPaths: string[]): string[] {
  // Most resources have none, and every policy asks for them again.
  if (secretPaths.length === 0) return [];
  return textsWithin(value)
    .filter(({ path }) => secretPaths.some((secret) => isWithin(path, secret)))
    .map(({ text }) => text);
}

function isWithin(path: string, parent: string): boolean {
  return path === parent || path.startsWith(`${parent}.`) || path.startsWith(`${parent}[`);
}
