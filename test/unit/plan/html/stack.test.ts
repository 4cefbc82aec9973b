import { describe, expect, it } from "vitest";
import type { Assessment } from "../../../../plan/assessment.ts";
import { stackSection } from "../../../../plan/html/stack.ts";
import type { StackPlan } from "../../../../plan/stack-plan.ts";
import { costOf, evaluationOf, findingOf } from "../example-assessment.ts";
import { component, graphOf, resource } from "../example-graph.ts";
import { unclosed } from "./unclosed.ts";

const backend = component("backend");
const plan = resource(
  "plan",
  { sku: { name: "B1" } },
  { parent: backend.urn, type: "azure-native:web:AppServicePlan", isProtected: true },
);
const site = resource(
  "site",
  { name: "<app>", settings: [{ name: "KEY", value: "hunter2-hunter2" }] },
  { parent: backend.urn, secretInputs: ["settings[0].value"] },
);
const graph = graphOf([backend, plan, site], {
  outputs: { url: "https://app", login: "admin:hunter2-hunter2" },
});
const assessment: Assessment = {
  cost: costOf([[plan, 12.41]], { freeUsd: 1.2, budgetUsd: 40 }),
  evaluation: evaluationOf(
    [["error", "azure-a", "plan"]],
    [{ ...findingOf("info", "azure-b", "site"), reason: "It is <cheap>." }],
  ),
};

function page(stack: StackPlan, showsProperties = false): string {
  return stackSection(stack, showsProperties)
    .content.map((block) => block.html)
    .join("\n");
}

describe("stackSection", () => {
  it("nests resources in their components, with sizes, costs and protection", () => {
    const text = page({ graph, assessment });
    expect(text).toContain(`<div class="tree"><ul>
<li><details><summary><strong>backend</strong> <code>azure:Backend</code> <span class="amount">$12.41</span></summary><ul>
<li><div><span>plan</span> <code>web:AppServicePlan</code> <span class="mark">B1</span> <span class="mark good">protected</span> <span class="amount">$12.41</span></div></li>
<li><div><span>site</span> <code>web:WebApp</code> </div></li>
</ul></details></li>
</ul></div>`);
    expect(unclosed(text)).toEqual([]);
  });

  it("sums up what is paid, what is given, and the budget", () => {
    const text = page({ graph, assessment });
    expect(text).toContain(
      "<p>2 resources, $11.21 of $40.00 a month, 1 finding (1 waived)</p>\n" +
        '<meter class="good" max="40" value="11.21" aria-label="Share of the budget"></meter>',
    );
    const cost = text.slice(text.indexOf("<h3>Cost a month</h3>"));
    expect(cost.match(/\$[\d.]+|−\$[\d.]+/g)).toEqual(["$12.41", "−$1.20", "$11.21", "$40.00"]);
    const over = { ...assessment, cost: costOf([[plan, 12.41]], { freeUsd: 0, budgetUsd: 12 }) };
    expect(page({ graph, assessment: over })).toContain('<meter class="bad" max="12"');
  });

  it("shows what has to change, and why other things need not", () => {
    const text = page({ graph, assessment });
    expect(text).toContain(
      '<th scope="row">Title of azure-a <code>azure-a</code></th>' +
        '<td><span class="mark bad">error</span></td><td>plan <code>sku</code></td>' +
        "<td><code>&#34;B1&#34;</code></td>",
    );
    expect(text).toContain("<summary>1 waived finding</summary>");
    expect(text).toContain("<td>site</td><td>It is &#60;cheap&#62;.</td>");
  });

  it("has neither cost nor findings where nobody knows them", () => {
    const text = page({ graph, assessment: undefined });
    expect(text.match(/<h3>.*/g)).toEqual(["<h3>Resources</h3>"]);
    expect(text).not.toMatch(/<meter|<table/);
  });

  it("shows every property and output on request, never a secret", () => {
    const text = page({ graph, assessment }, true);
    expect(text).toContain(
      '<th scope="row"><code>settings[KEY].value</code></th><td><code>[secret]</code></td>',
    );
    expect(text).toContain("<td><code>&#34;&#60;app&#62;&#34;</code></td>");
    expect(text).toContain('<th scope="row"><code>login</code></th><td><code>[secret]</code></td>');
    expect(text).not.toContain("hunter2");
    expect(unclosed(text)).toEqual([]);
    expect(page({ graph, assessment })).not.toContain("settings");
  });

  it("gives every table a caption, and heads to columns and rows", () => {
    const tables = page({ graph, assessment }, true).split("<table>").slice(1);
    expect(tables).toHaveLength(6);
    for (const table of tables) {
      expect(table).toMatch(
        /^\n<caption>[^<]+<\/caption>\n<thead><tr>(<th scope="col"[^>]*>[^<]*<\/th>)+<\/tr>/,
      );
      expect(table.match(/<tr><td/)).toBeNull();
    }
  });
});
