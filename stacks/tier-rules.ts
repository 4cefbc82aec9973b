import type { SettingsKey, SettingsValues } from "./settings-schema.ts";
import type { Tier } from "./tiers.ts";

/** A combination that Azure refuses, or accepts and regrets. */
interface TierRule {
  /** The key to change; one that the stack overrides is named first. */
  keys: SettingsKey[];
  isBroken: (tier: Tier) => boolean;
  because: string;
  use: string;
}

const rules: TierRule[] = [
  {
    keys: ["highAvailability", "databaseTier", "databaseSku"],
    isBroken: ({ highAvailability, databaseTier }) =>
      highAvailability && databaseTier === "Burstable",
    because: "a Burstable database cannot be highly available",
    use: "highAvailability false, or databaseTier GeneralPurpose with databaseSku Standard_D2s_v3",
  },
  {
    keys: ["databaseSku", "databaseTier"],
    isBroken: ({ databaseSku, databaseTier }) => tierOfSku(databaseSku) !== databaseTier,
    because: "the size belongs to another compute tier",
    use: "Standard_B… with Burstable, Standard_D… with GeneralPurpose, Standard_E… with MemoryOptimized",
  },
  {
    keys: ["stagingSlot", "appServicePlanSku"],
    isBroken: ({ stagingSlot, appServicePlanSku }) =>
      stagingSlot && appServicePlanSku.startsWith("B"),
    because: "a Basic plan has no deployment slots",
    use: "stagingSlot false, or appServicePlanSku S1 or larger",
  },
];

/** Every broken rule as `<key>: <why>, got <value> …; use …`. */
export function tierProblems(tier: Tier, values: SettingsValues): string[] {
  return rules
    .filter(({ isBroken }) => isBroken(tier))
    .map(({ keys, because, use }) => {
      const key = keys.find((candidate) => values[candidate] !== undefined) ?? keys[0];
      const got = keys.map((name) => `${name} ${tier[name as keyof Tier]}`).join(", ");
      return `${key}: ${because}, got ${got}; use ${use}`;
    });
}

function tierOfSku(sku: string): Tier["databaseTier"] | undefined {
  const families: Record<string, Tier["databaseTier"]> = {
    B: "Burstable",
    D: "GeneralPurpose",
    E: "MemoryOptimized",
  };
  return families[sku.charAt("Standard_".length)];
}
