import { describe, expect, it } from "vitest";
import { meterOf, pricesSchema, readPrices } from "../../../../plan/cost/prices.ts";
import { planSkus } from "../../../../stacks/azure-keys.ts";

const prices = readPrices();

describe("the price table", () => {
  it("knows every plan that the settings allow", () => {
    const missing = planSkus.filter((sku) => !prices.meters[`app-service-${sku.toLowerCase()}`]);
    expect(missing).toEqual([]);
  });

  it("names the thing, the meter and itself when a price is missing", () => {
    expect(() => meterOf(prices, "app-service-p9", "plan P9")).toThrow(
      "plan P9: has no price, got app-service-p9; add one to plan/cost/prices.json",
    );
  });

  it("may name no source that it does not describe", () => {
    const meters = { odd: { ...prices.meters["app-service-b1"], source: "hearsay" } };
    const table = pricesSchema.safeParse({ ...prices, meters });
    expect(table.error?.issues.map(({ message }) => message)).toEqual([
      "odd: source hearsay is not described",
    ]);
  });

  it("holds no figure that is not in dollars and above zero", () => {
    const meters = { odd: { ...prices.meters["app-service-b1"], priceUsd: 0 } };
    expect(pricesSchema.safeParse({ ...prices, meters }).success).toBe(false);
    expect(pricesSchema.safeParse({ ...prices, currency: "EUR" }).success).toBe(false);
  });
});
