import pc from "picocolors";
import { describe, expect, it } from "vitest";
import type { Assessment } from "../../../../plan/assessment.ts";
import { stackText } from "../../../../plan/text/stack.ts";
import { plainStyle } from "../../../../plan/text/style.ts";
import { costOf, evaluationOf } from "../example-assessment.ts";
import { component, graphOf, resource } from "../example-graph.ts";

const backend = component("backend");
const plan = resource(
  "plan",
  { sku: { name: "B1" } },
  { parent: backend.urn, type: "azure-native:web:AppServicePlan", isProtected: true },
);
const site = resource(
  "site",
  { name: "app", settings: [{ name: "KEY", value: "hunter2-hunter2" }] },
  { parent: backend.urn, secretInputs: ["settings[0].value"] },
);
const graph = graphOf([backend, plan, site], {
  outputs: { url: "https://app", login: "admin:hunter2-hunter2" },
});
const assessment: Assessment = {
  cost: costOf([[plan, 12.41]], { freeUsd: 1.2, budgetUsd: 40 }),
  evaluation: evaluationOf([]),
};

describe("stackText", () => {
  it("shows the tree with sizes, costs and protection", () => {
    expect(stackText({ graph, assessment }, plainStyle)).toBe(
      `dev  2 resources, $11.21 of $40.00 a month, no findings

└─ backend         azure:Backend                $12.41
   ├─ plan         web:AppServicePlan       B1  $12.41  protected
   └─ site         web:WebApp
   given by Azure  share of the free units      −$1.20
`,
    );
  });

  it("shows every property and output on request, never a secret", () => {
    const text = stackText({ graph, assessment: undefined }, plainStyle, true);
    expect(text).toBe(
      `dev  2 resources

└─ backend  azure:Backend
   ├─ plan  web:AppServicePlan  B1    protected
   │       sku.name  "B1"
   └─ site  web:WebApp
           name                 "app"
           settings[KEY].name   "KEY"
           settings[KEY].value  [secret]

Outputs
  url    "https://app"
  login  [secret]
`,
    );
  });

  it("lists findings, errors first", () => {
    const evaluation = evaluationOf([
      ["warning", "azure-b", "site"],
      ["error", "azure-a", "plan"],
    ]);
    const text = stackText({ graph, assessment: { ...assessment, evaluation } }, plainStyle);
    expect(text).toContain("a month, 2 findings\n");
    expect(text.split("\n\n").at(-1)).toBe(
      `Findings
  error    azure-a  plan sku  "B1"  Title of azure-a
  warning  azure-b  site sku  "B1"  Title of azure-b
`,
    );
  });

  it("says when the budget is not kept, and when nobody knows what it costs", () => {
    const cost = costOf([[plan, 12.41]], { freeUsd: 0, budgetUsd: 12 });
    const over = { ...assessment, cost };
    expect(stackText({ graph, assessment: over }, plainStyle)).toContain(
      "$12.41 of $12.00 a month, over the budget",
    );
    const unknown = { ...assessment, cost: { unknownBecause: "web:Moon: has no price" } };
    expect(stackText({ graph, assessment: unknown }, plainStyle)).toContain(
      "cost unknown: web:Moon: has no price",
    );
  });

  it("is coloured for terminals only", () => {
    const colored = { colors: pc.createColors(true), width: 120 };
    expect(stackText({ graph, assessment }, colored)).toContain("\u001b[");
    expect(stackText({ graph, assessment }, plainStyle)).not.toContain("\u001b[");
  });
});
