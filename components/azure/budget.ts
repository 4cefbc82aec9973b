import { Budget as AzureBudget } from "@pulumi/azure-native/consumption/budget.js";
import * as pulumi from "@pulumi/pulumi";
import type { Scope } from "./scope.ts";

export interface BudgetArgs {
  scope: Scope;
  /** Limit a month in the currency of the subscription's bill; more than 0. */
  amount: number;
  /** Who is told; at least one address. */
  emails: string[];
  /** First day of the month of the first deployment, for example `2026-11-01`; never changes. */
  startDate: string;
  /** What is counted. */
  resourceGroupId: pulumi.Input<string>;
}

/** Tells people when a month costs more than it should. It stops nothing. */
export class Budget extends pulumi.ComponentResource {
  constructor(name: string, args: BudgetArgs, opts?: pulumi.ComponentResourceOptions) {
    super("copilot:azure:Budget", name, {}, opts);
    requireBudget(args);

    new AzureBudget(
      `${name}-month`,
      {
        budgetName: args.scope.names.of("budget"),
        scope: args.resourceGroupId,
        category: "Cost",
        timeGrain: "Monthly",
        amount: args.amount,
        timePeriod: { startDate: `${args.startDate}T00:00:00Z` },
        notifications: notifications(args.emails),
      },
      // Azure refuses to move the start of a budget, even to the month that it has become.
      { parent: this, ignoreChanges: ["timePeriod"] },
    );
    this.registerOutputs({});
  }
}

function requireBudget({ amount, emails, startDate }: BudgetArgs): void {
  if (!(amount > 0)) {
    throw new Error(`amount: must be more than 0, got ${amount}; use for example 30`);
  }
  if (emails.length === 0) {
    throw new Error("emails: nobody would be told, got none; use at least one address");
  }
  if (!/^\d{4}-(0[1-9]|1[0-2])-01$/.test(startDate)) {
    throw new Error(
      `startDate: must be the first of a month, got "${startDate}"; use for example 2026-11-01`,
    );
  }
}

/** Percent of the amount that was spent, or will be by the end of the month. */
const warnings = [
  { name: "actual-50", threshold: 50, thresholdType: "Actual" },
  { name: "actual-80", threshold: 80, thresholdType: "Actual" },
  { name: "actual-100", threshold: 100, thresholdType: "Actual" },
  { name: "forecast-100", threshold: 100, thresholdType: "Forecasted" },
];

function notifications(contactEmails: string[]) {
  return Object.fromEntries(
    warnings.map(({ name, ...warning }) => [
      name,
      { ...warning, enabled: true, operator: "GreaterThanOrEqualTo", contactEmails },
    ]),
  );
}
