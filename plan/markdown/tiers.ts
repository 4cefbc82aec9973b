import type { ComparisonRow, TierComparison } from "../tier-comparison.ts";
import { code, table } from "./table.ts";

/** What differs between tiers, for a comment or a page. */
export function tiersMarkdown(comparison: TierComparison): string {
  const { tiers, settings, resources, monthly, alike } = comparison;
  const section = (title: string, rows: ComparisonRow[]) => table([title, ...tiers], rows.map(row));
  return [
    section("What is decided", settings),
    section("Resources of", resources),
    section("A month", monthly),
    ...(alike.length > 0 ? [`The same on every tier: ${alike.join("; ")}.`] : []),
  ].join("\n\n");
}

function row({ label, key, cells }: ComparisonRow): string[] {
  return [key === undefined || key === label ? label : `${label} (${code(key)})`, ...cells];
}
