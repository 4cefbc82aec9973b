import { azureTypeOf } from "../../../plan/azure-types.ts";
import { recordPlatform } from "../../../plan/stacks.ts";

/** The resource providers of Azure that a stack takes, for example `Microsoft.Web`. */
export async function resourceProviders(stack: string): Promise<string[]> {
  const { resources } = await recordPlatform(stack);
  const types = resources.flatMap(({ type }) => azureTypeOf(type)?.type ?? []);
  return [...new Set(types.map((type) => type.split("/")[0] ?? ""))].toSorted();
}
