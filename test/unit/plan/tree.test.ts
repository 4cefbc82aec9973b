import { describe, expect, it } from "vitest";
import { shortType, type TreeNode, treeOf } from "../../../plan/tree.ts";
import { component, graphOf, resource } from "./example-graph.ts";

function names(nodes: TreeNode[]): unknown[] {
  return nodes.map(({ resource, children }) =>
    children.length > 0 ? [resource.name, names(children)] : resource.name,
  );
}

describe("treeOf", () => {
  it("puts what belongs to a component below it, by name, whatever the order of the graph", () => {
    const backend = component("backend");
    const slot = component("slot", { parent: backend.urn });
    const graph = graphOf([
      resource("slot-site", {}, { parent: slot.urn }),
      resource("site", {}, { parent: backend.urn }),
      slot,
      backend,
      resource("alone"),
    ]);
    expect(names(treeOf(graph))).toEqual(["alone", ["backend", ["site", ["slot", ["slot-site"]]]]]);
  });

  it("is empty for a stack without resources", () => {
    expect(treeOf(graphOf([]))).toEqual([]);
  });
});

it.each([
  ["azure-native:web:WebApp", "web:WebApp"],
  ["random:index/randomUuid:RandomUuid", "random:RandomUuid"],
  ["process:index:Service", "process:Service"],
  ["command:local:Command", "local:Command"],
  ["copilot:azure:Vault", "azure:Vault"],
])("the short form of %s is %s", (type, short) => {
  expect(shortType(type)).toBe(short);
});
