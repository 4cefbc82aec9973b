import { expect, it } from "vitest";
import {
  Diagnostics,
  type DiagnosticTarget,
  diagnosticCategories,
} from "../../../../components/azure/diagnostics.ts";
import { recordAzure } from "../../../support/azure.ts";

function record(targets: DiagnosticTarget[]) {
  return recordAzure(() => {
    new Diagnostics("diagnostics", { workspaceId: "workspace-id", targets });
    return undefined;
  });
}

it.each([
  ["site", "allLogs", "AllMetrics"],
  ["slot", "allLogs", "AllMetrics"],
  ["database", "allLogs", "AllMetrics"],
  ["blobService", "allLogs", "Transaction"],
  ["vault", "audit", "AllMetrics"],
] as const)("sends %s and %s of a %s to the workspace (84, 100)", async (kind, logs, metrics) => {
  const graph = await record([{ name: "it", kind, resourceId: "it-id" }]);
  const setting = graph.named("diagnostics-it");
  expect(setting.type).toBe("azure-native:monitor:DiagnosticSetting");
  expect(setting.inputs).toEqual({
    name: "send-to-workspace",
    resourceUri: "it-id",
    workspaceId: "workspace-id",
    logs: [{ categoryGroup: logs, enabled: true }],
    metrics: [{ category: metrics, enabled: true }],
  });
  expect(setting.parent).toBe(graph.named("diagnostics").urn);
});

it("makes one setting per target", async () => {
  const kinds = Object.keys(diagnosticCategories) as DiagnosticTarget["kind"][];
  const graph = await record(
    kinds.map((kind) => ({ name: kind.toLowerCase(), kind, resourceId: `${kind}-id` })),
  );
  const settings = graph.resources.filter(({ type }) => type.endsWith(":DiagnosticSetting"));
  expect(settings.map(({ inputs }) => inputs.resourceUri)).toEqual(
    kinds.map((kind) => `${kind}-id`).toSorted((a, b) => a.localeCompare(b)),
  );
});
