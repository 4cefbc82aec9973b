import type * as pulumi from "@pulumi/pulumi";
import { expect, it } from "vitest";
import { Budget, type BudgetArgs } from "../../../../components/azure/budget.ts";
import { recordAzure } from "../../../support/azure.ts";
import { watchedOptions } from "../../../support/watched-options.ts";

const args = {
  amount: 250,
  emails: ["ops@example.com"],
  startDate: "2026-11-01",
  resourceGroupId: "group-id",
} satisfies Omit<BudgetArgs, "scope">;

function record(overrides: Partial<BudgetArgs> = {}, opts?: pulumi.ComponentResourceOptions) {
  return recordAzure((scope) => {
    new Budget("budget", { scope, ...args, ...overrides }, opts);
    return undefined;
  });
}

it("warns at half, four fifths and all of the amount, and when it will be passed", async () => {
  const graph = await record();
  const warning = (threshold: number, thresholdType: string) => ({
    threshold,
    thresholdType,
    enabled: true,
    operator: "GreaterThanOrEqualTo",
    contactEmails: ["ops@example.com"],
  });
  const month = graph.named("budget-month");
  expect(month.inputs).toEqual({
    budgetName: "budget-copilot-test",
    scope: "group-id",
    category: "Cost",
    timeGrain: "Monthly",
    amount: 250,
    timePeriod: { startDate: "2026-11-01T00:00:00Z" },
    notifications: {
      "actual-50": warning(50, "Actual"),
      "actual-80": warning(80, "Actual"),
      "actual-100": warning(100, "Actual"),
      "forecast-100": warning(100, "Forecasted"),
    },
  });
  expect(month.parent).toBe(graph.named("budget").urn);
});

it("never moves its start, which Azure refuses", async () => {
  const { seen, opts } = watchedOptions();
  await record({}, opts);
  expect(seen["budget-month"]?.ignoreChanges).toEqual(["timePeriod"]);
});

it.each(["2026-11-02", "2026-13-01", "2026-11", "2026-11-01T00:00:00Z", ""])(
  "refuses to start at %j",
  async (startDate) => {
    await expect(record({ startDate })).rejects.toThrow(
      `startDate: must be the first of a month, got "${startDate}"; use for example 2026-11-01`,
    );
  },
);

it.each([0, -1, Number.NaN])("refuses the amount %d", async (amount) => {
  await expect(record({ amount })).rejects.toThrow(
    `amount: must be more than 0, got ${amount}; use for example 30`,
  );
});

it("refuses to tell nobody", async () => {
  await expect(record({ emails: [] })).rejects.toThrow(
    "emails: nobody would be told, got none; use at least one address",
  );
});
