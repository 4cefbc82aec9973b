import type { Evaluation, Finding } from "../../policies/evaluate.ts";
import type { Severity } from "../../policies/policy.ts";
import { columns } from "./columns.ts";
import type { Style } from "./style.ts";
import { folded } from "./value.ts";

/** What has to change, the worst first; empty when nothing has to. */
export function findingLines({ findings }: Evaluation, style: Style): string[] {
  if (findings.length === 0) return [];
  const rows = findings.toSorted(byWeight).map((finding) => ["", ...findingRow(finding, style)]);
  return [style.colors.bold("Findings"), ...columns(rows)];
}

const weight: Record<Severity, number> = { error: 0, warning: 1, info: 2 };

function byWeight(a: Finding, b: Finding): number {
  return weight[a.severity] - weight[b.severity];
}

/** Its cells, as long as others beside them. */
export function findingRow(finding: Finding, { colors, width }: Style): string[] {
  const { severity, policy, resource, path, found, title } = finding;
  const paint = { error: colors.red, warning: colors.yellow, info: colors.dim };
  return [
    paint[severity](severity),
    policy,
    `${resource} ${path}`,
    folded(found, width / 4),
    colors.dim(title),
  ];
}
