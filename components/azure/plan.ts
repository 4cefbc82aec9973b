/** What Azure sells under the name of an App Service plan SKU. */
interface PlanSku {
  /** Family that Azure wants beside the name. */
  tier: "Basic" | "Standard" | "PremiumV2" | "PremiumV3";
}

/**
 * Linux plans that keep a site loaded; Free and Shared cannot. Source:
 * https://learn.microsoft.com/azure/app-service/overview-hosting-plans
 */
export const planSkus = {
  B1: { tier: "Basic" },
  B2: { tier: "Basic" },
  B3: { tier: "Basic" },
  S1: { tier: "Standard" },
  S2: { tier: "Standard" },
  S3: { tier: "Standard" },
  P1v2: { tier: "PremiumV2" },
  P2v2: { tier: "PremiumV2" },
  P3v2: { tier: "PremiumV2" },
  P0v3: { tier: "PremiumV3" },
  P1v3: { tier: "PremiumV3" },
  P2v3: { tier: "PremiumV3" },
  P3v3: { tier: "PremiumV3" },
} as const satisfies Record<string, PlanSku>;

export type PlanSkuName = keyof typeof planSkus;

/** The family of a SKU. Throws on one that is not in the table. */
export function planTier(sku: string): PlanSku["tier"] {
  if (!isPlanSku(sku)) {
    const known = Object.keys(planSkus).join(", ");
    throw new Error(`planSku: unknown App Service plan, got "${sku}"; use one of ${known}`);
  }
  return planSkus[sku].tier;
}

/** Throws when the plan has no deployment slots: those begin with Standard. */
export function requireSlots(sku: string): void {
  if (planTier(sku) === "Basic") {
    throw new Error(`stagingSlot: needs a Standard plan or above, got "${sku}"; use S1 or P0v3`);
  }
}

function isPlanSku(sku: string): sku is PlanSkuName {
  return Object.hasOwn(planSkus, sku);
}
