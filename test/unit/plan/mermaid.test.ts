import { describe, expect, it } from "vitest";
import { stackMermaid } from "../../../plan/mermaid.ts";
import { recordPlatform } from "../../../plan/stacks.ts";
import { component, graphOf, resource } from "./example-graph.ts";

const type = (name: string) => ({ type: `copilot:azure:${name}` });
const [app, data, group] = [
  component("app", type("App")),
  component("data", type("Data")),
  component("the-group", type("Group")),
];
const groupItself = resource("group", {}, { parent: group.urn });
const server = resource("server", {}, { parent: data.urn, dependencies: [groupItself.urn] });
const site = resource(
  "site",
  {},
  {
    parent: app.urn,
    dependencies: [server.urn, groupItself.urn],
  },
);

const arrows = (text: string) =>
  text.split("\n").flatMap((line) => (line.includes("-->") ? [line.trim()] : []));

describe("stackMermaid", () => {
  it("draws what stands in the stack and what each needs, without what follows", () => {
    expect(stackMermaid(graphOf([app, data, group, groupItself, server, site]))).toBe(
      `flowchart LR
  azure_App_app["<b>app</b><br/>azure:App<br/>1 resource"]
  azure_Data_data["<b>data</b><br/>azure:Data<br/>1 resource"]
  azure_Group_the_group["<b>the-group</b><br/>azure:Group<br/>1 resource"]
  azure_App_app --> azure_Data_data
  azure_Data_data --> azure_Group_the_group
`,
    );
  });

  it("opens the circle of a lock that waits for everything", () => {
    const lock = resource("lock", {}, { parent: group.urn, dependencies: [site.urn, server.urn] });
    const text = stackMermaid(graphOf([app, data, group, groupItself, server, site, lock]));
    expect(arrows(text)).toEqual([
      "azure_App_app --> azure_Data_data",
      "azure_Data_data --> azure_Group_the_group",
    ]);
  });

  it("ends for a circle that nothing opens", () => {
    const one = resource("one", {}, { parent: data.urn });
    const two = resource("two", {}, { parent: app.urn, dependencies: [one.urn] });
    const three = resource("three", {}, { parent: data.urn, dependencies: [two.urn] });
    const four = resource("four", {}, { parent: app.urn, dependencies: [three.urn] });
    const text = stackMermaid(graphOf([app, data, one, two, three, four]));
    expect(arrows(text)).toContain("azure_App_app --> azure_Data_data");
  });

  it.each(["dev", "prod"])("leads in %s from the alerts to the resource group", async (stack) => {
    const text = arrows(stackMermaid(await recordPlatform(stack)));
    const next = (name: string) => text.flatMap((line) => line.split(`${name} --> `)[1] ?? []);
    const seen = new Set<string>();
    const walk = (name: string) => {
      seen.add(name);
      for (const target of next(name)) if (!seen.has(target)) walk(target);
    };
    walk("azure_Alerts_alerts");
    expect(seen).toContain("azure_Database_database");
    expect(seen).toContain("azure_ResourceGroup_group");
    expect(next("azure_ResourceGroup_group").every((name) => name === "azure_Names_names")).toBe(
      true,
    );
  });
});
