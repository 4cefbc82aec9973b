import type { Evaluation, Finding } from "../../policies/evaluate.ts";
import type { Severity } from "../../policies/policy.ts";
import type { FindingChanges } from "../diff/stack-diff.ts";
import { counted } from "../text/summary.ts";
import { type Content, html, type Markup } from "./markup.ts";
import { tableMarkup, titledTable } from "./table.ts";

/** What has to change, and, to be opened, what would have to were there not a reason. */
export function findingBlocks({ findings, waived }: Evaluation): Markup[] {
  return [
    ...titledTable({ title: "Findings", heads: findingHeads, rows: findings.map(findingCells) }),
    ...(waived.length > 0 ? [waivedFindings(waived)] : []),
  ];
}

const findingHeads = ["Policy", "Severity", "Where", "Found"];

function findingCells({ severity, policy, title, resource, path, found }: Finding): Content[] {
  return [
    html`${title} <code>${policy}</code>`,
    html`<span class="mark ${tones[severity]}">${severity}</span>`,
    html`${resource} <code>${path}</code>`,
    html`<code>${found}</code>`,
  ];
}

const tones: Record<Severity, string> = { error: "bad", warning: "careful", info: "" };

function waivedFindings(waived: Evaluation["waived"]): Markup {
  const title = counted(waived.length, "waived finding");
  const rows = waived.map((finding) => {
    const { policy, resource, reason } = finding;
    return [html`${finding.title} <code>${policy}</code>`, resource, reason];
  });
  const reasons = tableMarkup({ title, heads: ["Policy", "Resource", "Why"], rows });
  return html`<details class="more"><summary>${title}</summary>${reasons}</details>`;
}

/** What a change brings and what it mends. */
export function findingChangeBlocks({ appeared, waived, fixed }: FindingChanges): Markup[] {
  const rows = [
    ...appeared.map((finding) => [...findingCells(finding), mark("new", "bad")]),
    ...waived.map((finding) => [...findingCells(finding), mark("new, but waived", "careful")]),
    ...fixed.map((finding) => [...findingCells(finding), mark("fixed", "good")]),
  ];
  return titledTable({ title: "Findings", heads: [...findingHeads, "Change"], rows });
}

function mark(text: string, tone: string): Markup {
  return html`<span class="mark ${tone}">${text}</span>`;
}
