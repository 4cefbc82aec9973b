import type { ComparisonRow, TierComparison } from "../tier-comparison.ts";
import { columns } from "./columns.ts";
import type { Style } from "./style.ts";

/** What differs between tiers, for people at a terminal. */
export function tiersText(comparison: TierComparison, { colors }: Style): string {
  const { tiers, settings, resources, monthly, alike } = comparison;
  const sections: [title: string, rows: ComparisonRow[]][] = [
    ["What is decided", settings],
    ["Resources", resources],
    ["A month", monthly],
  ];
  const rows = sections.flatMap(([title, ofSection]) => [
    [],
    [colors.bold(title), ...tiers.map((tier) => colors.bold(tier)), ""],
    ...ofSection.map(({ label, cells }) => [`  ${label}`, ...cells, ""]),
  ]);
  const [, ...lines] = columns(rows);
  const rest =
    alike.length > 0 ? ["", colors.dim(`The same on every tier: ${alike.join("; ")}.`)] : [];
  return `${[...lines, ...rest].join("\n")}\n`;
}
