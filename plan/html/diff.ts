import type { Kind, ResourceChange, ResourcePropertyChange } from "../diff/diff.ts";
import type { StackDiff } from "../diff/stack-diff.ts";
import { changeText, effectTexts, titleOf } from "../text/change.ts";
import { diffSummary, signedUsd } from "../text/diff-summary.ts";
import { plainStyle } from "../text/style.ts";
import { shortType } from "../tree.ts";
import { findingChangeBlocks } from "./findings.ts";
import { type Content, html, type Markup } from "./markup.ts";
import type { Section } from "./page.ts";
import { tableMarkup, titledTable } from "./table.ts";
import { valueWidth } from "./values.ts";

/** What changes in a stack, property by property. */
export function diffSection(diff: StackDiff): Section {
  const { stack, since, resources, outputs, findings } = diff;
  return {
    title: `${stack} since ${since}`,
    content: [
      html`<p>${diffSummary(diff, plainStyle)}</p>`,
      ...(resources.length > 0 ? [html`<h3>Resources</h3>`, changeTree(diff)] : []),
      ...titledTable({
        title: "Outputs",
        heads: ["Output", "Change"],
        rows: outputs.map((change) => [
          html`<code>${change.path}</code>`,
          html`<code>${changeText(change, valueWidth)}</code>`,
        ]),
      }),
      ...findingChangeBlocks(findings),
    ],
  };
}

function changeTree({ resources, monthlyChangeUsd }: StackDiff): Markup {
  const items = resources.map((change) => {
    const title = changeTitle(change, monthlyChangeUsd.get(change));
    const { kind, properties } = change;
    // What is gone is gone, whatever it was.
    if (kind === "removed" || properties.length === 0) return html`<li><div>${title}</div></li>\n`;
    // What is new is long, and says little that its name does not.
    const isOpen = kind === "added" ? [] : html` open`;
    const table = propertyTable(change);
    return html`<li><details${isOpen}><summary>${title}</summary>${table}</details></li>\n`;
  });
  return html`<div class="tree"><ul>\n${items}</ul></div>`;
}

function changeTitle(change: ResourceChange, amount: number | undefined): Content {
  const { kind, before, after, isRefused } = change;
  return [
    html`<span class="mark ${tones[kind]}">${kind}</span> `,
    html`<strong>${titleOf(change)}</strong> `,
    html`<code>${shortType((after ?? before)?.type ?? "")}</code> `,
    isRefused ? html`<span class="mark bad">is protected: the engine will refuse</span> ` : [],
    amount === undefined ? [] : html`<span class="amount">${signedUsd(amount)}</span>`,
  ];
}

const tones: Record<Kind, string> = {
  removed: "bad",
  replaced: "careful",
  changed: "",
  renamed: "",
  moved: "",
  added: "good",
};

function propertyTable(change: ResourceChange): Markup {
  return tableMarkup({
    title: `Properties of ${titleOf(change)}`,
    heads: ["Property", "Change", "Effect"],
    rows: change.properties.map((property) => [
      html`<code>${property.path}</code>`,
      html`<code>${changeText(property, valueWidth)}</code>`,
      effectCell(property),
    ]),
  });
}

function effectCell({ effect }: ResourcePropertyChange): Content {
  const text = effectTexts[effect];
  return text === ""
    ? []
    : html`<span class="mark ${effect === "replace" ? "careful" : ""}">${text}</span>`;
}
