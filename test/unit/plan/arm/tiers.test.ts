import { describe, expect, it } from "vitest";
import { type ArmResource, armTemplate } from "../../../../plan/arm/template.ts";
import { azureTypeOf, identityInputs } from "../../../../plan/azure-types.ts";
import { recordPlatform } from "../../../../plan/stacks.ts";
import { madeResources } from "../../../../plan/tree.ts";

/** Plain values within, and what is empty; the list of identities counts as the keys that it becomes. */
function leaves(value: unknown): unknown[] {
  if (typeof value !== "object" || value === null) return [value];
  const items = Object.values(value);
  return items.length === 0 ? ["empty"] : items.flatMap(leaves);
}

const tiers = await Promise.all(
  ["dev", "staging", "prod"].map(async (tier) => {
    const graph = await recordPlatform(tier);
    return { tier, graph, template: armTemplate(graph) };
  }),
);

describe.each(tiers)("the template of $tier", ({ graph, template }) => {
  const exported = madeResources(graph).filter(
    ({ type }) => type.startsWith("azure-native:") && !type.endsWith(":ResourceGroup"),
  );

  it("holds every resource of Azure, and names every other", () => {
    expect(template.resources).toHaveLength(exported.length);
    expect(template.metadata.leftOut.length).toBeGreaterThan(0);
    expect(template.metadata.leftOut.length + exported.length + 1).toBe(
      madeResources(graph).length,
    );
    expect(template.metadata.resourceGroup).toHaveProperty("location");
  });

  it("holds every property that the program sets", () => {
    for (const [index, { type, inputs, name }] of exported.entries()) {
      const azureType = azureTypeOf(type);
      const identity = azureType ? identityInputs(azureType) : [];
      const rest = Object.entries(inputs).filter(([key]) => !identity.includes(key));
      const wanted = leaves(Object.fromEntries(rest)).length;
      const {
        type: _,
        apiVersion,
        name: armName,
        comments,
        scope,
        dependsOn,
        ...body
      } = template.resources[index] as ArmResource;
      const repeated = type.endsWith(":WebTest") ? 1 : 0;
      expect(rest.length === 0 ? 0 : leaves(body).length, name).toBe(wanted + repeated);
      const given = leaves(inputs).map(String);
      const literals = leaves(body).filter((leaf) => !String(leaf).startsWith("["));
      expect(literals.filter((leaf) => !given.includes(String(leaf)) && leaf !== "empty")).toEqual(
        [],
      );
    }
  });

  it("has the form of one", () => {
    for (const { type, apiVersion, name, dependsOn = [] } of template.resources) {
      expect(type).toMatch(/^Microsoft\.\w+(\/\w+)+$/);
      expect(apiVersion).toMatch(/^\d{4}-\d{2}-\d{2}(-preview)?$/);
      // A name has a part for each part of the type behind the provider.
      if (!name.startsWith("[")) {
        expect(name.split("/"), name).toHaveLength(type.split("/").length - 1);
      }
      expect(new Set(dependsOn).size).toBe(dependsOn.length);
    }
    const ids = template.resources.map(({ type, name, scope }) => [type, name, scope].join(" "));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("waits only for what is in it, and has no id that a recorder made up", () => {
    const ids = template.resources.map(({ type, name }) => {
      const names = name.split("/").map((part) => `'${part}'`);
      return `[resourceId('${type}', ${names.join(", ")})]`;
    });
    const awaited = template.resources.flatMap(({ dependsOn = [] }) => dependsOn);
    expect(awaited.length).toBeGreaterThan(50);
    for (const id of awaited.filter((one) => !one.startsWith("[extensionResourceId("))) {
      expect(ids).toContain(id);
    }
    expect(JSON.stringify(template)).not.toMatch(/[\w-]-id\b/);
  });

  it("holds no secret", () => {
    const secrets = exported.flatMap(({ name, secretInputs }) => secretInputs.map(() => name));
    expect(Object.keys(template.parameters)).toHaveLength(secrets.length);
    expect(JSON.stringify(template)).not.toContain("recorded-password");
  });
});
