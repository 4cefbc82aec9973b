import { expect, it } from "vitest";
import { planTier, requireSlots } from "../../../../components/azure/plan.ts";
import { tiers } from "../../../../stacks/tiers.ts";

it.each([
  ["B1", "Basic"],
  ["S1", "Standard"],
  ["P1v2", "PremiumV2"],
  ["P0v3", "PremiumV3"],
])("%s belongs to the family %s", (sku, tier) => {
  expect(planTier(sku)).toBe(tier);
});

it.each(["F1", "p1v2", "toString", ""])("refuses the unknown plan %j", (sku) => {
  expect(() => planTier(sku)).toThrow(
    `planSku: unknown App Service plan, got "${sku}"; use one of B1, B2, B3, S1,`,
  );
});

it("refuses a slot on Basic plans and on no other (29)", () => {
  expect(() => requireSlots("B1")).toThrow(
    'stagingSlot: needs a Standard plan or above, got "B1"; use S1 or P0v3',
  );
  for (const sku of ["S1", "P1v2", "P0v3"]) expect(() => requireSlots(sku)).not.toThrow();
});

it.each(Object.entries(tiers))("knows the plan of the tier %s", (_, { appServicePlanSku }) => {
  expect(() => planTier(appServicePlanSku)).not.toThrow();
});
