import { describe, expect, it } from "vitest";
import { assess } from "../../../plan/assessment.ts";
import { tiersSection } from "../../../plan/html/tiers.ts";
import { tiersMarkdown } from "../../../plan/markdown/tiers.ts";
import { recordPlatform } from "../../../plan/stacks.ts";
import { plainStyle } from "../../../plan/text/style.ts";
import { tiersText } from "../../../plan/text/tiers.ts";
import { compareTiers, tierNames } from "../../../plan/tier-comparison.ts";
import { type Tier, tiers } from "../../../stacks/tiers.ts";

const plans = await Promise.all(
  tierNames.map(async (name) => {
    const graph = await recordPlatform(name);
    return { graph, assessment: await assess(graph) };
  }),
);
const comparison = compareTiers(plans);

describe("compareTiers", () => {
  it("has a row for each setting that differs and names every other", () => {
    const keys = Object.keys(tiers.dev) as (keyof Tier)[];
    const differing = keys.filter(
      (key) => new Set(tierNames.map((name) => tiers[name][key])).size > 1,
    );
    expect(comparison.settings.map(({ key }) => key)).toEqual(differing);
    expect(comparison.alike).toHaveLength(keys.length - differing.length);
  });

  it("counts resources where the tiers have not the same number", () => {
    const network = comparison.resources.find(({ label }) => label === "network");
    expect(network?.cells.slice(0, 2)).toEqual(["0", "0"]);
    expect(Number(network?.cells[2])).toBeGreaterThan(5);
    expect(comparison.resources.map(({ label }) => label)).not.toContain("dashboard");
  });

  it("says what a month costs", () => {
    expect(comparison.monthly.map(({ label, cells }) => [label, cells.length])).toEqual([
      ["Estimate", 3],
      ["Budget", 3],
    ]);
    expect(comparison.monthly[1]?.cells).toEqual(
      tierNames.map((name) => `$${tiers[name].monthlyBudget}.00`),
    );
  });
});

const small = {
  tiers: ["dev", "prod"],
  settings: [{ label: "Plan", key: "sku", cells: ["B1", "P1v2"] }],
  resources: [{ label: "network", key: "network", cells: ["0", "10"] }],
  monthly: [{ label: "Estimate", cells: ["$1.00", "$2.00"] }],
  alike: ["Region"],
};

it("is a table at a terminal", () => {
  expect(tiersText(small, plainStyle)).toBe(`What is decided  dev    prod
  Plan           B1     P1v2

Resources        dev    prod
  network        0      10

A month          dev    prod
  Estimate       $1.00  $2.00

The same on every tier: Region.
`);
});

it("is tables in Markdown, with the keys to change", () => {
  expect(tiersMarkdown(small)).toBe(`| What is decided | dev | prod |
|---|---|---|
| Plan (\`sku\`) | B1 | P1v2 |

| Resources of | dev | prod |
|---|---|---|
| network | 0 | 10 |

| A month | dev | prod |
|---|---|---|
| Estimate | $1.00 | $2.00 |

The same on every tier: Region.`);
});

it("is tables on a page", () => {
  const { title, content } = tiersSection(small);
  expect(title).toBe("dev, prod");
  const text = content.map((block) => block.html).join("\n");
  expect(text.match(/<h3>.*/g)).toEqual([
    "<h3>What is decided</h3>",
    "<h3>Resources</h3>",
    "<h3>A month</h3>",
  ]);
  expect(text).toContain('<tr><th scope="row">Plan</th><td>B1</td><td>P1v2</td></tr>');
  expect(text).toContain("<p>The same on every tier: Region.</p>");
});
