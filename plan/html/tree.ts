import { secretTexts } from "../../policies/secret-texts.ts";
import type { RecordedResource } from "../graph.ts";
import { monthlyUsd } from "../monthly.ts";
import { knownCost, type StackPlan } from "../stack-plan.ts";
import { usd } from "../text/value.ts";
import { shortType, sizeOf, type TreeNode, treeOf } from "../tree.ts";
import { type Content, html, type Markup } from "./markup.ts";
import { valueTable } from "./values.ts";

/** The resources of a stack, each component to be opened; `showsProperties` opens resources too. */
export function resourceTree(plan: StackPlan, showsProperties: boolean): Markup {
  const cost = knownCost(plan);
  const monthly = cost ? monthlyUsd(plan.graph, cost) : new Map<string, number>();
  const secrets = showsProperties ? secretTexts(plan.graph) : [];

  const list = (nodes: TreeNode[]): Markup => html`<ul>\n${nodes.map(item)}</ul>`;
  const item = ({ resource, children }: TreeNode): Markup => {
    const title = titleOf(resource, monthly.get(resource.urn));
    const within = [
      ...(showsProperties && !resource.isComponent ? [inputTable(resource, secrets)] : []),
      ...(children.length > 0 ? [list(children)] : []),
    ];
    return within.length > 0
      ? html`<li><details><summary>${title}</summary>${within}</details></li>\n`
      : html`<li><div>${title}</div></li>\n`;
  };
  return html`<div class="tree">${list(treeOf(plan.graph))}</div>`;
}

function titleOf(resource: RecordedResource, amount: number | undefined): Content {
  const { name, type, isComponent, isProtected } = resource;
  const size = sizeOf(resource);
  return [
    isComponent ? html`<strong>${name}</strong> ` : html`<span>${name}</span> `,
    html`<code>${shortType(type)}</code> `,
    size === "" ? [] : html`<span class="mark">${size}</span> `,
    isProtected ? html`<span class="mark good">protected</span> ` : [],
    amount === undefined ? [] : html`<span class="amount">${usd(amount)}</span>`,
  ];
}

function inputTable({ name, inputs, secretInputs }: RecordedResource, secrets: string[]): Markup {
  return valueTable(`Inputs of ${name}`, inputs, { paths: secretInputs, texts: secrets });
}
