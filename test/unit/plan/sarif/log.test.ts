import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { assess } from "../../../../plan/assessment.ts";
import { sarifLog } from "../../../../plan/sarif/log.ts";
import { sourceOf } from "../../../../plan/sarif/source.ts";
import { recordPlatform } from "../../../../plan/stacks.ts";
import { policies } from "../../../../policies/policies.ts";
import { exampleDiff, exampleSecrets } from "../example-diff.ts";

const prod = await recordPlatform("prod");
const docker = await recordPlatform("local-docker");

describe("sarifLog", () => {
  it("has a result for each finding, with its rule, its level and its place", () => {
    expect(sarifLog([exampleDiff.after])).toMatchObject({
      version: "2.1.0",
      runs: [
        {
          automationDetails: { id: "plan/dev/" },
          results: [
            {
              ruleId: "azure-new",
              level: "error",
              message: { text: 'plan has "B1" at sku. Expected: Title of azure-new.' },
              locations: [
                {
                  physicalLocation: { artifactLocation: { uri: "components/azure/backend.ts" } },
                  logicalLocations: [{ fullyQualifiedName: "dev/plan/sku" }],
                },
              ],
              partialFingerprints: { "place/v1": "azure-new dev/plan/sku" },
            },
            { ruleId: "waiver-unused", level: "warning" },
            {
              ruleId: "azure-known",
              level: "note",
              suppressions: [{ kind: "external", justification: "It is cheap." }],
            },
          ],
        },
      ],
    });
    expect(JSON.stringify(sarifLog([exampleDiff.after]))).not.toMatch(exampleSecrets);
  });

  it("has every rule that a stack is held to, and no result where all is well or waived", async () => {
    const log = JSON.parse(
      JSON.stringify(sarifLog([{ graph: prod, assessment: await assess(prod) }])),
    );
    const [{ tool, results }] = log.runs;
    expect(tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual(
      policies.map(({ id }) => id),
    );
    expect(results.length).toBeGreaterThan(10);
    expect(results.filter((one: object) => !("suppressions" in one))).toEqual([]);
  });

  it("is an empty run for a stack that nothing is expected of", () => {
    const { graph } = exampleDiff.before;
    expect(sarifLog([{ graph: { ...graph, outputs: {} }, assessment: undefined }])).toMatchObject({
      runs: [{ tool: { driver: { rules: [] } }, results: [] }],
    });
  });
});

describe("sourceOf", () => {
  it.each([
    ["backend-site", prod, "components/azure/backend.ts"],
    ["backend-slot-site", prod, "components/azure/backend.ts"],
    ["storage-account", prod, "components/azure/storage.ts"],
    ["cadvisor", docker, "services/cadvisor.ts"],
    ["cadvisor-image", docker, "services/cadvisor.ts"],
    ["host-backend", docker, "components/docker/host.ts"],
    ["copilot-prod", prod, "index.ts"],
    ["azure-plan-zones", prod, "policies/waivers.ts"],
  ])("says where %s comes from", (name, graph, file) => {
    expect(sourceOf(name, graph)).toBe(file);
    expect(existsSync(file)).toBe(true);
  });
});
