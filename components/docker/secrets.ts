import * as pulumi from "@pulumi/pulumi";
import type { SecretUse, Service } from "../../services/types.ts";

/** Values of secrets by their names. */
export type SecretValues = Record<string, pulumi.Input<string>>;

type Uses = Pick<Service, "name" | "environment" | "secrets">;

/** Environment in the form `NAME=value`; that of secrets is secret by itself. */
export function environment(service: Uses, values: SecretValues): pulumi.Input<string>[] {
  const plain = Object.entries(service.environment).map(([name, value]) => `${name}=${value}`);
  const secret = service.secrets.flatMap((use) => {
    if (!("environment" in use)) return [];
    if (use.environment in service.environment) {
      throw new Error(
        `${service.name}: has ${use.environment} as plain environment and as a secret; keep one`,
      );
    }
    return [pulumi.interpolate`${use.environment}=${secretValue(service, use, values)}`];
  });
  return [...plain, ...secret];
}

/** Files that hold a secret. */
export function secretFiles(
  service: Uses,
  values: SecretValues,
): { path: string; content: pulumi.Output<string> }[] {
  return service.secrets.flatMap((use) => {
    if (!("file" in use)) return [];
    const value = secretValue(service, use, values);
    return [{ path: use.file, content: use.content ? value.apply(use.content) : value }];
  });
}

function secretValue(
  { name }: Uses,
  { secret }: SecretUse,
  values: SecretValues,
): pulumi.Output<string> {
  const value = values[secret];
  if (value === undefined) {
    throw new Error(`${name}: needs the secret "${secret}", which has no value`);
  }
  return pulumi.secret(value);
}
