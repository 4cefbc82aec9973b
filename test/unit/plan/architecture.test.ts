import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { architecturePages } from "../../../plan/architecture.ts";
import { recordedStacks, recordPlatform } from "../../../plan/stacks.ts";
import { component, graphOf, resource } from "./example-graph.ts";

it("makes a page per stack with its diagram and one with every resource", () => {
  const backend = component("backend");
  const site = resource("site", {}, { parent: backend.urn });
  const slot = resource("slot", {}, { parent: backend.urn });
  const pages = architecturePages([
    graphOf([backend, site]),
    graphOf([backend, site, slot], { stack: "prod" }),
  ]);
  expect(Object.keys(pages)).toEqual(["dev.md", "prod.md", "resources.md"]);
  expect(pages["prod.md"]).toContain("# Stack prod\n");
  expect(pages["prod.md"]).toContain("```mermaid\nflowchart LR\n");
  expect(pages["resources.md"]).toContain(
    `| Component | Resource | Type | dev | prod |
|---|---|---|---|---|
| backend | \`site\` | \`web:WebApp\` | yes | yes |
| backend | \`slot\` | \`web:WebApp\` |  | yes |
`,
  );
});

it("docs/architecture is what the plans of the stacks say, and has no page beside", async () => {
  const graphs = [];
  for (const stack of Object.keys(recordedStacks)) graphs.push(await recordPlatform(stack));
  const pages = architecturePages(graphs);
  expect(readdirSync("docs/architecture").toSorted()).toEqual(Object.keys(pages).toSorted());
  for (const [name, text] of Object.entries(pages)) {
    const written = readFileSync(`docs/architecture/${name}`, "utf8");
    expect(written, `docs/architecture/${name}: run \`npm run generate\``).toBe(text);
  }
});
