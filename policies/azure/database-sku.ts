import type { Check } from "../policy.ts";
import { valueAt } from "../property-path.ts";

/**
 * First letters of the sizes of each compute tier. Source:
 * https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-compute
 */
const families: Record<string, RegExp> = {
  Burstable: /^Standard_B/,
  GeneralPurpose: /^Standard_D/,
  MemoryOptimized: /^Standard_E/,
};

export const skuOfTier: Check = (resource) => {
  const { name, tier } = skuOf(resource.inputs);
  return families[tier]?.test(name) ? [] : [{ resource, path: "sku.name" }];
};

export const noBurstableStandby: Check = (resource) => {
  const mode = valueAt(resource.inputs, "highAvailability.mode") ?? "Disabled";
  return mode !== "Disabled" && skuOf(resource.inputs).tier === "Burstable"
    ? [{ resource, path: "highAvailability.mode" }]
    : [];
};

function skuOf(inputs: Record<string, unknown>) {
  return {
    name: String(valueAt(inputs, "sku.name")),
    tier: String(valueAt(inputs, "sku.tier")),
  };
}
