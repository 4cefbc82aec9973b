import { leavesOf, type Secrets } from "../leaves.ts";
import { valueText } from "../text/value.ts";
import { html, type Markup } from "./markup.ts";
import { tableMarkup } from "./table.ts";

/** Characters of a value that are shown; who needs more of it reads the program. */
export const valueWidth = 400;

/** Every value within `values`, a secret as no more than that. */
export function valueTable(
  title: string,
  values: Record<string, unknown>,
  secrets: Secrets,
): Markup {
  const rows = leavesOf(values, secrets).map((leaf) => [
    html`<code>${leaf.path}</code>`,
    html`<code>${valueText(leaf, valueWidth)}</code>`,
  ]);
  return tableMarkup({ title, heads: ["Property", "Value"], rows });
}
