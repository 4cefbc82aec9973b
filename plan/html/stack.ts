import { secretTexts } from "../../policies/secret-texts.ts";
import { knownCost, type StackPlan } from "../stack-plan.ts";
import { plainStyle } from "../text/style.ts";
import { summary } from "../text/summary.ts";
import { budgetMeter, costTable } from "./cost.ts";
import { findingBlocks } from "./findings.ts";
import { html, type Markup } from "./markup.ts";
import type { Section } from "./page.ts";
import { resourceTree } from "./tree.ts";
import { valueTable } from "./values.ts";

/** A stack: what it is worth first, then what it is made of; `showsProperties` adds every value. */
export function stackSection(plan: StackPlan, showsProperties: boolean): Section {
  const { graph, assessment } = plan;
  const cost = knownCost(plan);
  return {
    title: graph.stack,
    content: [
      html`<p>${summary(plan, plainStyle)}</p>`,
      ...(cost ? [budgetMeter(cost)] : []),
      ...(assessment ? findingBlocks(assessment.evaluation) : []),
      html`<h3>Resources</h3>`,
      resourceTree(plan, showsProperties),
      ...(showsProperties ? outputBlocks(plan) : []),
      ...(cost ? costTable(cost) : []),
    ],
  };
}

function outputBlocks({ graph }: StackPlan): Markup[] {
  const secrets = { paths: graph.secretOutputs, texts: secretTexts(graph) };
  return [html`<h3>Outputs</h3>`, valueTable("Outputs", graph.outputs, secrets)];
}
