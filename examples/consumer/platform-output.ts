import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import { azureOutputsSchema } from "../../stacks/outputs.ts";

type Contract = z.infer<typeof azureOutputsSchema>;

/**
 * An output of a platform stack with its type, still secret where it was. Fails, naming the output,
 * when the stack does not keep the contract.
 */
export function platformOutput<Name extends keyof Contract>(
  reference: pulumi.StackReference,
  name: Name,
): pulumi.Output<Contract[Name]> {
  return reference.getOutput(name).apply((value) => contractValue(name, value));
}

/** The value as the contract types it; throws, naming the output, when it is something else. */
export function contractValue<Name extends keyof Contract>(
  name: Name,
  value: unknown,
): Contract[Name] {
  const parsed = azureOutputsSchema.shape[name].safeParse(value);
  if (parsed.success) return parsed.data as Contract[Name];
  throw new pulumi.RunError(`${name}: the platform stack does not keep its contract`);
}
