import type { Kind, ResourceChange, ResourcePropertyChange } from "../diff/diff.ts";
import type { PropertyChange } from "../diff/properties.ts";
import type { StackDiff } from "../diff/stack-diff.ts";
import { shortType } from "../tree.ts";
import { changeText, effectTexts, titleOf } from "./change.ts";
import { columns } from "./columns.ts";
import { diffSummary, signedUsd } from "./diff-summary.ts";
import { findingRow } from "./findings.ts";
import type { Style } from "./style.ts";

/** What changes in a stack, for people at a terminal. */
export function diffText(diff: StackDiff, style: Style): string {
  const { bold } = style.colors;
  const blocks = [
    [`${bold(diff.stack)} since ${diff.since}  ${diffSummary(diff, style)}`],
    resourceLines(diff, style),
    outputLines(diff, style),
    findingLines(diff, style),
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join("\n")}\n`)
    .join("\n");
}

function resourceLines({ resources, monthlyChangeUsd }: StackDiff, style: Style): string[] {
  const lines = columns(
    resources.map((change) => cellsOf(change, monthlyChangeUsd.get(change), style)),
    [amountColumn],
  );
  return lines.flatMap((line, index) => {
    const { kind, properties = [] } = resources[index] ?? {};
    // What is gone is gone, whatever it was.
    const shown = kind === "removed" ? [] : properties;
    return [line, ...columns(shown.map((property) => propertyCells(property, style)))];
  });
}

const amountColumn = 2;

const signs: Record<Kind, string> = {
  removed: "-",
  replaced: "±",
  changed: "~",
  renamed: "→",
  moved: "→",
  added: "+",
};

function cellsOf(change: ResourceChange, amount: number | undefined, { colors }: Style): string[] {
  const { kind, before, after, isRefused } = change;
  return [
    paintOf(kind, colors)(`${signs[kind]} ${titleOf(change)}`),
    colors.dim(shortType((after ?? before)?.type ?? "")),
    amount === undefined ? "" : signedUsd(amount),
    isRefused ? colors.red("is protected: the engine will refuse") : "",
  ];
}

function paintOf(kind: Kind, colors: Style["colors"]) {
  if (kind === "removed") return colors.red;
  if (kind === "replaced") return colors.magenta;
  return kind === "added" ? colors.green : colors.yellow;
}

function propertyCells(change: ResourcePropertyChange, { colors, width }: Style): string[] {
  const paint = change.effect === "replace" ? colors.magenta : colors.dim;
  const effect = effectTexts[change.effect];
  return [`    ${change.path}`, changeText(change, width / 2), effect && paint(effect)];
}

function outputLines({ outputs }: StackDiff, { colors, width }: Style): string[] {
  const rows = outputs.map((change) => [
    `  ${outputSign(change)} ${change.path}`,
    changeText(change, width / 2),
  ]);
  return rows.length > 0 ? [colors.bold("Outputs"), ...columns(rows)] : [];
}

function outputSign({ before, after }: PropertyChange): string {
  if (!before) return signs.added;
  return after ? signs.changed : signs.removed;
}

function findingLines({ findings }: StackDiff, style: Style): string[] {
  const { colors } = style;
  const rows = [
    ...findings.appeared.map((one) => [`  ${colors.red("new")}`, ...findingRow(one, style)]),
    ...findings.waived.map((one) => [`  ${colors.yellow("waived")}`, ...findingRow(one, style)]),
    ...findings.fixed.map((one) => [`  ${colors.green("fixed")}`, ...findingRow(one, style)]),
  ];
  return rows.length > 0 ? [colors.bold("Findings"), ...columns(rows)] : [];
}
