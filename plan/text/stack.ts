import { secretTexts } from "../../policies/secret-texts.ts";
import { leavesOf } from "../leaves.ts";
import { knownCost, type StackPlan } from "../stack-plan.ts";
import { columns } from "./columns.ts";
import { findingLines } from "./findings.ts";
import type { Style } from "./style.ts";
import { summary } from "./summary.ts";
import { treeLines } from "./tree.ts";
import { valueText } from "./value.ts";

/** A stack for people at a terminal; `showsProperties` adds every input and output. */
export function stackText(plan: StackPlan, style: Style, showsProperties = false): string {
  const { graph, assessment } = plan;
  const blocks = [
    [`${style.colors.bold(graph.stack)}  ${summary(plan, style)}`],
    treeLines(graph, knownCost(plan), style, showsProperties),
    showsProperties ? outputLines(plan, style) : [],
    assessment ? findingLines(assessment.evaluation, style) : [],
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join("\n")}\n`)
    .join("\n");
}

function outputLines({ graph }: StackPlan, { colors, width }: Style): string[] {
  const secrets = { paths: graph.secretOutputs, texts: secretTexts(graph) };
  const rows = leavesOf(graph.outputs, secrets).map((leaf) => [
    `  ${leaf.path}`,
    colors.dim(valueText(leaf, width / 2)),
  ]);
  return rows.length > 0 ? [colors.bold("Outputs"), ...columns(rows)] : [];
}
