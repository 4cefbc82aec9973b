import { tierOverrideSchemas } from "../stacks/azure-keys.ts";
import { type Tier, type TierName, tiers } from "../stacks/tiers.ts";
import { knownCost, type StackPlan } from "./stack-plan.ts";
import { usd } from "./text/value.ts";
import { madeResources } from "./tree.ts";

/** What differs between tiers, as rows with a cell for each. */
export interface TierComparison {
  tiers: string[];
  settings: ComparisonRow[];
  /** Components and how many resources they have, where the tiers have not the same number. */
  resources: ComparisonRow[];
  monthly: ComparisonRow[];
  /** Settings that are the same on every tier. */
  alike: string[];
}

export interface ComparisonRow {
  label: string;
  /** Key in stacks/tiers.ts or name of the component; undefined for what is computed. */
  key?: string;
  cells: string[];
}

/** Compares the tiers by their table and by the plans of the stacks of these names. */
export function compareTiers(plans: StackPlan[]): TierComparison {
  const settings = (Object.keys(tiers.dev) as (keyof Tier)[]).map(settingRow);
  const resources = [...new Set(plans.flatMap(topComponents))]
    .toSorted()
    .map((component) => countRow(component, plans));
  return {
    tiers: tierNames,
    settings: settings.filter(differs),
    resources: resources.filter(differs),
    monthly: monthlyRows(plans),
    alike: settings.filter((row) => !differs(row)).map(({ label }) => label),
  };
}

export const tierNames = Object.keys(tiers) as TierName[];

function differs({ cells }: ComparisonRow): boolean {
  return new Set(cells).size > 1;
}

function settingRow(key: keyof Tier): ComparisonRow {
  const label = tierOverrideSchemas[key].meta()?.description ?? key;
  return { label: String(label), key, cells: tierNames.map((tier) => String(tiers[tier][key])) };
}

function topComponents(plan: StackPlan): string[] {
  return madeResources(plan.graph).map(({ parent }) => componentName(parent));
}

function countRow(component: string, plans: StackPlan[]): ComparisonRow {
  const counts = plans.map(
    (plan) => topComponents(plan).filter((name) => name === component).length,
  );
  return { label: component, key: component, cells: counts.map(String) };
}

function componentName(parent: string | undefined): string {
  return parent?.split("::").at(-1) ?? "";
}

function monthlyRows(plans: StackPlan[]): ComparisonRow[] {
  const costs = plans.map(knownCost);
  const cells = (amount: "totalUsd" | "budgetUsd") =>
    costs.map((cost) => (cost ? usd(cost[amount]) : "unknown"));
  return [
    { label: "Estimate", cells: cells("totalUsd") },
    { label: "Budget", cells: cells("budgetUsd") },
  ];
}
