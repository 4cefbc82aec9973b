import type { Evaluation } from "../../policies/evaluate.ts";
import { monthlyUsd } from "../monthly.ts";
import { knownCost, type StackPlan } from "../stack-plan.ts";
import { plainStyle } from "../text/style.ts";
import { counted, summary } from "../text/summary.ts";
import { usd } from "../text/value.ts";
import { shortType, type TreeNode, treeOf } from "../tree.ts";
import { code, details, table } from "./table.ts";

/** A stack for a comment or a page. */
export function stackMarkdown(plan: StackPlan): string {
  const { graph, assessment } = plan;
  return [
    `### ${graph.stack}`,
    summary(plan, plainStyle),
    ...(assessment ? findingBlocks(assessment.evaluation) : []),
    details("Resources", resourceTable(plan)),
  ].join("\n\n");
}

function findingBlocks({ findings, waived }: Evaluation): string[] {
  const heads = ["Severity", "Policy", "Where", "Found"];
  const rows = findings.map(({ severity, policy, resource, path, found }) => [
    severity,
    code(policy),
    code(`${resource} ${path}`),
    code(found),
  ]);
  const waivedRows = waived.map(({ policy, resource, reason }) => [
    code(policy),
    code(resource),
    reason,
  ]);
  return [
    ...(rows.length > 0 ? [table(heads, rows)] : []),
    ...(waivedRows.length > 0
      ? [
          details(
            counted(waived.length, "waiver"),
            table(["Policy", "Resource", "Why"], waivedRows),
          ),
        ]
      : []),
  ];
}

function resourceTable(plan: StackPlan): string {
  const cost = knownCost(plan);
  const monthly = cost ? monthlyUsd(plan.graph, cost) : new Map<string, number>();
  const rows = (nodes: TreeNode[], depth: number): string[][] =>
    nodes.flatMap(({ resource, children }) => {
      const { urn, name, type, isComponent, isProtected } = resource;
      const amount = monthly.get(urn);
      const row = [
        "&nbsp;&nbsp;".repeat(depth) + (isComponent ? `**${name}**` : name),
        code(shortType(type)),
        amount === undefined ? "" : usd(amount),
        isProtected ? "yes" : "",
      ];
      return [row, ...rows(children, depth + 1)];
    });
  return table(["Resource", "Type", "A month", "Protected"], rows(treeOf(plan.graph), 0));
}
