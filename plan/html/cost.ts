import type { CostLine } from "../cost/line.ts";
import type { StackCost } from "../cost/stack.ts";
import { usd } from "../text/value.ts";
import { type Content, html, type Markup } from "./markup.ts";
import { titledTable } from "./table.ts";

/** The total within the budget, as a bar. */
export function budgetMeter({ totalUsd, budgetUsd, fitsBudget }: StackCost): Markup {
  const tone = fitsBudget ? "good" : "bad";
  const label = html`aria-label="Share of the budget"`;
  return html`<meter class="${tone}" max="${budgetUsd}" value="${totalUsd}" ${label}></meter>`;
}

/** What each resource costs a month, the dearest first, and all of them beside the budget. */
export function costTable({ resources, freeGrants, totalUsd, budgetUsd }: StackCost): Markup[] {
  const rows = resources
    .flatMap(({ name, lines }) => lines.map((line) => ({ name, line })))
    .toSorted((a, b) => b.line.monthlyUsd - a.line.monthlyUsd)
    .map(({ name, line }) => lineCells(name, line));
  return titledTable({
    title: "Cost a month",
    heads: ["Resource", "What", "Quantity", "Cost"],
    rows,
    foot: [
      ...freeGrants.map((line) => lineCells("given by Azure", line)),
      ["In all", "", "", html`<strong>${usd(totalUsd)}</strong>`],
      ["Budget", "", "", usd(budgetUsd)],
    ],
    numbers: [2, 3],
  });
}

function lineCells(name: string, { what, quantity, unit, monthlyUsd }: CostLine): Content[] {
  const count = quantity.toLocaleString("en", { maximumFractionDigits: 2 });
  return [name, what, `${count} × ${unit}`, usd(monthlyUsd)];
}
