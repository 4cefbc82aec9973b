import type { Colors } from "picocolors/types.js";
import type { Alternative } from "./alternatives.ts";
import type { CostLine } from "./line.ts";
import type { CostReport, StackReport } from "./report.ts";
import type { StackCost } from "./stack.ts";

/** The report for people at a terminal, as aligned text. */
export function textReport({ prices, stacks }: CostReport, colors: Colors): string {
  const { note, date, region } = prices;
  const heading = colors.dim(`US dollars a month, prices of ${region} on ${date}. ${note}`);
  return `${[heading, ...stacks.map((stack) => stackText(stack, region, colors))].join("\n\n")}\n`;
}

function stackText({ cost, targetUsd, cheaper, saved }: StackReport, region: string, c: Colors) {
  return [
    c.bold(cost.stack),
    ...(cost.location === region
      ? []
      : [c.yellow(`  The stack is in ${cost.location}, where prices may differ.`)]),
    ...lineTable(cost, c),
    ...verdict(cost, targetUsd, c),
    ...alternativeTable("Cheaper choices", cheaper, (savesUsd) => `−${usd(savesUsd)}`, c),
    ...alternativeTable(
      `What ${cost.stack} saves, compared with prod`,
      saved,
      (savesUsd) => usd(-savesUsd),
      c,
    ),
  ].join("\n");
}

function lineTable({ resources, freeGrants }: StackCost, c: Colors): string[] {
  const billed = resources.filter(({ lines }) => lines.length > 0);
  const cells = (name: string, line: CostLine) => [name, line.what, ...factors(line)];
  const rows = [
    ...[...Map.groupBy(billed, ({ component }) => component)].flatMap(([component, group]) => [
      [component],
      ...group.flatMap(({ name, lines }) => lines.map((line) => cells(`  ${name}`, line))),
    ]),
    ["given by Azure"],
    ...freeGrants.map((line) => cells("", line)),
  ];
  const freeCount = resources.length - billed.length;
  return [
    ...columns(rows, [2, 4, 5]),
    c.dim(`  ${freeCount} more resources cost nothing; --json says why.`),
  ];
}

/** How the amount of a line came about. */
function factors({ quantity, unit, priceUsd, monthlyUsd }: CostLine): string[] {
  return [quantity.toLocaleString("en"), `× ${unit}`, `$${priceUsd}`, monthlyUsd.toFixed(2)];
}

function verdict({ totalUsd, budgetUsd, fitsBudget }: StackCost, targetUsd: number, c: Colors) {
  const mark = fitsBudget
    ? c.green(`✓ fits, ${usd(budgetUsd - totalUsd)} are left`)
    : c.red(`✗ over by ${usd(totalUsd - budgetUsd)}`);
  const target = targetUsd === budgetUsd ? "" : `, first asked to cost ${usd(targetUsd)}`;
  return [`  ${c.bold(`${usd(totalUsd)} in all`)}, budget ${usd(budgetUsd)}${target}  ${mark}`];
}

function alternativeTable(
  title: string,
  alternatives: Alternative[],
  amount: (savesUsd: number) => string,
  c: Colors,
): string[] {
  if (alternatives.length === 0) return [];
  const rows = alternatives.map(({ what, effect, savesUsd, totalUsd }) => [
    what,
    amount(savesUsd),
    `→ ${usd(totalUsd)}`,
    effect,
  ]);
  return ["", `  ${c.bold(title)}`, ...columns(rows, [1, 2])];
}

function usd(amount: number): string {
  return `$${amount.toFixed(2)}`;
}

/** Rows as lines, each cell as wide as the widest of its column; `right` are aligned to the right. */
function columns(rows: string[][], right: number[]): string[] {
  const widths = rows
    // A title may be wider than its column.
    .filter((row) => row.length > 1)
    .reduce<number[]>(
      (widest, row) => row.map((cell, index) => Math.max(cell.length, widest[index] ?? 0)),
      [],
    );
  return rows.map((row) => {
    const cells = row.map((cell, index) =>
      right.includes(index) ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0),
    );
    return `  ${cells.join("  ")}`.trimEnd();
  });
}
