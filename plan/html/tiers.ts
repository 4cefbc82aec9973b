import type { ComparisonRow, TierComparison } from "../tier-comparison.ts";
import { html } from "./markup.ts";
import type { Section } from "./page.ts";
import { titledTable } from "./table.ts";

/** What differs between tiers. */
export function tiersSection(comparison: TierComparison): Section {
  const { tiers, settings, resources, monthly, alike } = comparison;
  const part = (title: string, rows: ComparisonRow[]) =>
    titledTable({
      title,
      heads: [title, ...tiers],
      rows: rows.map(({ label, cells }) => [label, ...cells]),
    });
  return {
    title: tiers.join(", "),
    content: [
      ...part("What is decided", settings),
      ...part("Resources", resources),
      ...part("A month", monthly),
      ...(alike.length > 0 ? [html`<p>The same on every tier: ${alike.join("; ")}.</p>`] : []),
    ],
  };
}
