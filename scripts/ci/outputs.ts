import type { z } from "zod";
import { azureOutputsSchema } from "../../stacks/outputs.ts";
import { askPulumi } from "./engine.ts";

/** The only secret one is left out, and the engine would not show it. */
const plainOutputs = azureOutputsSchema.omit({ telemetryConnectionString: true });

export type StackOutputs = z.infer<typeof plainOutputs>;

/** What a stack on Azure tells. Throws an Error where the stack was never brought up. */
export async function stackOutputs(stack: string): Promise<StackOutputs> {
  const text = await askPulumi(stack, ["stack", "output", "--json"]);
  const outputs = plainOutputs.safeParse(JSON.parse(text));
  if (outputs.success) return outputs.data;
  const missing = outputs.error.issues.map(({ path }) => path.join("."));
  throw new Error(`${stack}: has no outputs ${missing.join(", ")}; bring the stack up first`);
}
