import type { Kind, ResourceChange } from "../diff/diff.ts";
import type { StackDiff } from "../diff/stack-diff.ts";
import { changeText, effectTexts, titleOf } from "../text/change.ts";
import { diffSummary, signedUsd } from "../text/diff-summary.ts";
import { plainStyle } from "../text/style.ts";
import { shortType } from "../tree.ts";
import { code, details, table } from "./table.ts";

/** What changes in a stack, for a comment. */
export function diffMarkdown(diff: StackDiff): string {
  return [
    `### ${diff.stack} since ${diff.since}`,
    diffSummary(diff, plainStyle),
    ...resourceBlocks(diff),
    ...outputBlocks(diff),
    ...findingBlocks(diff),
  ].join("\n\n");
}

function resourceBlocks({ resources, monthlyChangeUsd }: StackDiff): string[] {
  if (resources.length === 0) return [];
  const rows = resources.map((change) => {
    const amount = monthlyChangeUsd.get(change);
    return [
      marks[change.kind],
      code(titleOf(change)),
      code(shortType((change.after ?? change.before)?.type ?? "")),
      amount === undefined ? "" : signedUsd(amount),
      change.isRefused ? "is protected: the engine will refuse" : "",
    ];
  });
  return [
    table(["", "Resource", "Type", "A month", ""], rows),
    ...resources.filter(hasDetails).map(propertyBlock),
  ];
}

const marks: Record<Kind, string> = {
  removed: "**removed**",
  replaced: "**replaced**",
  changed: "changed",
  renamed: "renamed",
  moved: "moved",
  added: "added",
};

function hasDetails({ kind, properties }: ResourceChange): boolean {
  return kind !== "removed" && properties.length > 0;
}

function propertyBlock(change: ResourceChange): string {
  const rows = change.properties.map((property) => [
    code(property.path),
    code(changeText(property, plainStyle.width)),
    effectTexts[property.effect],
  ]);
  const title = `${marks[change.kind].replaceAll("*", "")} ${titleOf(change)}`;
  return details(title, table(["Property", "Change", ""], rows));
}

function outputBlocks({ outputs }: StackDiff): string[] {
  if (outputs.length === 0) return [];
  const rows = outputs.map((change) => [
    code(change.path),
    code(changeText(change, plainStyle.width)),
  ]);
  return [table(["Output", "Change"], rows)];
}

function findingBlocks({ findings }: StackDiff): string[] {
  const rows = [
    ...findings.appeared.map((finding) => ({ mark: "**new**", finding })),
    ...findings.waived.map((finding) => ({ mark: "new, but waived", finding })),
    ...findings.fixed.map((finding) => ({ mark: "fixed", finding })),
  ].map(({ mark, finding: { severity, policy, resource, path, found } }) => [
    mark,
    severity,
    code(policy),
    code(`${resource} ${path}`),
    code(found),
  ]);
  return rows.length > 0 ? [table(["Finding", "Severity", "Policy", "Where", "Found"], rows)] : [];
}
