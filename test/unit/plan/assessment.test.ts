import { describe, expect, it } from "vitest";
import { assess } from "../../../plan/assessment.ts";
import { recordPlatform } from "../../../plan/stacks.ts";

const prod = await recordPlatform("prod");
const found = async (graph: typeof prod, today?: string) =>
  (await assess(graph, today))?.evaluation.findings.map(({ policy }) => policy) ?? [];

describe("assess", () => {
  it("says what a stack on Azure costs and finds nothing wrong with it today", async () => {
    const assessment = await assess(prod);
    expect(assessment?.cost).toMatchObject({ stack: "prod", tier: "prod", fitsBudget: true });
    expect(assessment?.evaluation.findings).toEqual([]);
  });

  it("finds waivers that have expired, and what they waived", async () => {
    const policies = await found(prod, "2099-01-01");
    expect(policies).toContain("waiver-expired");
    expect(policies).toContain("azure-plan-zones");
  });

  it("finds waivers with nothing left to waive", async () => {
    const resources = prod.resources.filter(({ type }) => !type.endsWith(":AppServicePlan"));
    expect(await found({ ...prod, resources })).toContain("waiver-unused");
  });

  it("judges a stack by the network that it has", async () => {
    const opened = structuredClone(prod);
    for (const { type, inputs } of opened.resources) {
      if (type.endsWith(":Vault")) inputs.properties = {};
    }
    expect(await found(opened)).toContain("azure-vault-no-public-network");
    const network = opened.resources.filter(({ type }) => !type.endsWith(":VirtualNetwork"));
    expect(await found({ ...opened, resources: network })).not.toContain(
      "azure-vault-no-public-network",
    );
  });

  it("says why nobody knows what a stack costs", async () => {
    const moon = { ...structuredClone(prod.resources[0]), type: "azure-native:web:Moon" };
    const graph = { ...prod, resources: [...prod.resources, moon as (typeof prod.resources)[0]] };
    expect((await assess(graph))?.cost).toEqual({
      unknownBecause: expect.stringContaining("azure-native:web:Moon: has no price"),
    });
  });

  it("judges containers, which nobody is billed for", async () => {
    const assessment = await assess(await recordPlatform("local-docker"));
    expect(assessment?.cost).toBeUndefined();
    expect(assessment?.evaluation.findings).toEqual([]);
    expect(assessment?.evaluation.passed).toContain("docker-container-read-only");
  });

  it("has nothing to say of local processes", async () => {
    expect(await assess(await recordPlatform("local"))).toBeUndefined();
  });
});
