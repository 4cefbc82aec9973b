import { describe, expect, it } from "vitest";
import { costOfStack } from "../../../../plan/cost/stack.ts";
import { exampleGraph, examplePrices, exampleUsage, resource } from "./example.ts";

const prices = examplePrices({
  "app-service-b1": { priceUsd: 0.1 },
  "internet-outbound": { priceUsd: 0.5, unit: "1 GB", freeUnits: 6, meterName: "Traffic" },
  "metric-alert-series": { priceUsd: 0.1, freeUnits: 30, meterName: "Alerts" },
});

const plan = resource(
  "azure-native:web:AppServicePlan",
  { reserved: true, sku: { name: "B1", capacity: 1 } },
  "backend-plan",
  "backend",
);
const site = resource("azure-native:web:WebApp", {}, "backend-site", "backend");
const alerts = ["cpu", "memory"].map((name) =>
  resource(
    "azure-native:monitor:MetricAlert",
    { scopes: ["a"], criteria: { allOf: [{ criterionType: "StaticThresholdCriterion" }] } },
    name,
  ),
);
const usage = { dev: exampleUsage, staging: exampleUsage, prod: exampleUsage };
const cost = costOfStack(exampleGraph([plan, site, ...alerts]), prices, usage);

describe("the cost of a stack", () => {
  it("names what each resource of each component costs", () => {
    expect(cost.resources.find(({ name }) => name === "backend-plan")).toEqual({
      name: "backend-plan",
      type: "azure-native:web:AppServicePlan",
      component: "backend",
      lines: [
        {
          what: "plan B1",
          meter: "app-service-b1",
          quantity: 730,
          unit: "1 Hour",
          priceUsd: 0.1,
          monthlyUsd: 73,
        },
      ],
      freeBecause: null,
    });
    expect(cost.resources.find(({ name }) => name === "budget")?.freeBecause).toBe(
      "budgets are free",
    );
  });

  it("takes off a third of what is free, once for the stack and never more than is used", () => {
    expect(
      cost.freeGrants.map(({ what, quantity, monthlyUsd }) => [what, quantity, monthlyUsd]),
    ).toEqual([
      ["Traffic: share of the free units", -2, -1],
      ["Alerts: share of the free units", -2, -0.2],
    ]);
  });

  it("is the sum of its lines", () => {
    expect(cost.totalUsd).toBe(77);
    const lines = [...cost.resources.flatMap((one) => one.lines), ...cost.freeGrants];
    expect(lines.reduce((sum, { monthlyUsd }) => sum + monthlyUsd, 0)).toBeCloseTo(77, 9);
  });

  it("is compared with the budget of the stack itself", () => {
    expect([cost.budgetUsd, cost.fitsBudget]).toEqual([100, true]);
    const dear = exampleGraph([plan, site, resource(plan.type, plan.inputs, "second")]);
    expect(costOfStack(dear, prices, usage)).toMatchObject({ totalUsd: 150, fitsBudget: false });
  });

  it("may be the whole budget", () => {
    const graph = exampleGraph([plan]);
    const budget = graph.resources.find(({ name }) => name === "budget");
    Object.assign(budget?.inputs ?? {}, { amount: 73 });
    expect(costOfStack(graph, prices, usage)).toMatchObject({ totalUsd: 73, fitsBudget: true });
  });

  it("cannot be told for a stack off Azure or without a budget", () => {
    const local = { ...exampleGraph([]), stack: "local", outputs: {} };
    expect(() => costOfStack(local, prices, usage)).toThrow(
      "local: is no stack on Azure, got tier undefined; use dev, staging, prod",
    );
    const graph = exampleGraph([]);
    const resources = graph.resources.filter(({ name }) => name !== "budget");
    expect(() => costOfStack({ ...graph, resources }, prices, usage)).toThrow(
      "azure-native:consumption:Budget: gives no amount in this stack; add one",
    );
  });
});
