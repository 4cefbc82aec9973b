import { secretTexts } from "../../policies/secret-texts.ts";
import { sumUsd } from "../cost/line.ts";
import type { StackCost } from "../cost/stack.ts";
import type { RecordedResource, ResourceGraph } from "../graph.ts";
import { leavesOf } from "../leaves.ts";
import { monthlyUsd } from "../monthly.ts";
import { shortType, sizeOf, type TreeNode, treeOf } from "../tree.ts";
import { columns } from "./columns.ts";
import type { Style } from "./style.ts";
import { usd, valueText } from "./value.ts";

/** The resources of a stack below their components, each with its size and what it costs a month. */
export function treeLines(
  graph: ResourceGraph,
  cost: StackCost | undefined,
  style: Style,
  showsProperties: boolean,
): string[] {
  const monthly = cost ? monthlyUsd(graph, cost) : new Map<string, number>();
  const rows = rowsBelow(treeOf(graph), "", { monthly, ...style });
  const lines = columns(
    [...rows.map(({ cells }) => cells), ...grantRows(cost, style)],
    [amountColumn],
  );
  if (!showsProperties) return lines;
  const texts = secretTexts(graph);
  return lines.flatMap((line, index) => {
    const row = rows[index];
    return row ? [line, ...propertyLines(row, texts, style)] : [line];
  });
}

const amountColumn = 3;

interface Row {
  resource: RecordedResource;
  cells: string[];
  /** Leads on to what is below this line. */
  rail: string;
}

interface RowStyle extends Style {
  monthly: Map<string, number>;
}

function rowsBelow(nodes: TreeNode[], rail: string, style: RowStyle): Row[] {
  return nodes.flatMap(({ resource, children }, index) => {
    const isLast = index === nodes.length - 1;
    const below = `${rail}${isLast ? "   " : "│  "}`;
    const branch = style.colors.dim(`${rail}${isLast ? "└─ " : "├─ "}`);
    const row = { resource, cells: cellsOf(resource, branch, style), rail: below };
    return [row, ...rowsBelow(children, below, style)];
  });
}

function cellsOf(resource: RecordedResource, branch: string, style: RowStyle): string[] {
  const { monthly, colors } = style;
  const { urn, name, type, isComponent, isProtected } = resource;
  const amount = monthly.get(urn);
  return [
    branch + (isComponent ? colors.bold(name) : name),
    colors.dim(shortType(type)),
    sizeOf(resource),
    amount === undefined ? "" : usd(amount),
    isProtected ? colors.cyan("protected") : "",
  ];
}

/** What Azure gives away belongs to no resource. */
function grantRows(cost: StackCost | undefined, { colors }: Style): string[][] {
  const granted = sumUsd((cost?.freeGrants ?? []).map((line) => line.monthlyUsd));
  if (granted === 0) return [];
  return [["   given by Azure", colors.dim("share of the free units"), "", usd(granted), ""]];
}

function propertyLines({ resource, rail }: Row, texts: string[], style: Style): string[] {
  const { colors, width } = style;
  const leaves = leavesOf(resource.inputs, { paths: resource.secretInputs, texts });
  const rows = leaves.map((leaf) => [
    colors.dim(`${rail}     ${leaf.path}`),
    valueText(leaf, width / 2),
  ]);
  return columns(rows);
}
