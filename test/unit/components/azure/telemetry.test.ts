import { expect, it } from "vitest";
import { Telemetry } from "../../../../components/azure/telemetry.ts";
import { savedQueries } from "../../../../dashboards/azure/queries.ts";
import { recordAzure, tags } from "../../../support/azure.ts";
import { watchedOptions } from "../../../support/watched-options.ts";

const args = {
  retentionDays: 90,
  dailyCapGb: -1,
  samplingPercentage: 10,
  isLocalAuthDisabled: true,
};

function record(overrides: Partial<typeof args> = {}, protectData = true) {
  const program = recordAzure(
    (scope) => {
      const telemetry = new Telemetry("telemetry", { scope, ...args, ...overrides });
      const { workspaceId, applicationInsightsId, connectionString } = telemetry;
      return { workspaceId, applicationInsightsId, connectionString };
    },
    { protectData },
  );
  return program;
}

it("has a workspace with its retention, limit and logins (93-95)", async () => {
  const graph = await record();
  const workspace = graph.named("telemetry-workspace");
  expect(workspace.inputs).toEqual({
    workspaceName: "log-copilot-test",
    resourceGroupName: "rg-copilot-test",
    location: "westeurope",
    tags,
    sku: { name: "PerGB2018" },
    retentionInDays: 90,
    workspaceCapping: { dailyQuotaGb: -1 },
    features: { disableLocalAuth: true, enableLogAccessUsingOnlyResourcePermissions: true },
    publicNetworkAccessForIngestion: "Enabled",
    publicNetworkAccessForQuery: "Enabled",
  });
  expect(graph.outputs).toMatchObject({
    workspaceId: "telemetry-workspace-id",
    applicationInsightsId: "telemetry-insights-id",
  });
});

it("has an Application Insights that keeps its rows in the workspace (90-92)", async () => {
  const graph = await record();
  const insights = graph.named("telemetry-insights");
  expect(insights.inputs).toEqual({
    resourceName: "appi-copilot-test",
    resourceGroupName: "rg-copilot-test",
    location: "westeurope",
    tags,
    kind: "web",
    applicationType: "web",
    workspaceResourceId: "telemetry-workspace-id",
    samplingPercentage: 10,
    disableLocalAuth: true,
    publicNetworkAccessForIngestion: "Enabled",
    publicNetworkAccessForQuery: "Enabled",
    // The SDK adds these.
    flowType: "Bluefield",
    ingestionMode: "LogAnalytics",
    requestSource: "rest",
  });
});

it("takes its sizes from its args", async () => {
  const graph = await record({
    retentionDays: 30,
    dailyCapGb: 0.5,
    samplingPercentage: 100,
    isLocalAuthDisabled: false,
  });
  expect(graph.named("telemetry-workspace").inputs).toMatchObject({
    retentionInDays: 30,
    workspaceCapping: { dailyQuotaGb: 0.5 },
    // Whatever Application Insights takes, nothing sends with the keys of the workspace.
    features: { disableLocalAuth: true },
  });
  expect(graph.named("telemetry-insights").inputs).toMatchObject({
    samplingPercentage: 100,
    disableLocalAuth: false,
  });
});

it("protects the logs, and nothing else, where data is protected", async () => {
  const protectedNames = async (protectData: boolean) =>
    (await record({}, protectData)).resources
      .filter(({ isProtected }) => isProtected)
      .map(({ name }) => name);
  expect(await protectedNames(true)).toEqual(["telemetry-workspace"]);
  expect(await protectedNames(false)).toEqual([]);
});

it("saves every query in the workspace", async () => {
  const graph = await record();
  const searches = graph.ofType("azure-native:operationalinsights:SavedSearch");
  expect(searches.map(({ inputs }) => inputs)).toEqual(
    savedQueries
      .toSorted((a, b) => a.name.localeCompare(b.name))
      .map(({ name, displayName, kql }) => ({
        resourceGroupName: "rg-copilot-test",
        workspaceName: "log-copilot-test",
        savedSearchId: name,
        category: "Copilot chats",
        displayName,
        query: kql,
      })),
  );
  const telemetry = graph.named("telemetry").urn;
  expect(new Set(searches.map(({ parent }) => parent))).toEqual(new Set([telemetry]));
});

it("replaces a query that changed, since Azure refuses to update one", async () => {
  const { seen, opts } = watchedOptions();
  await recordAzure((scope) => {
    new Telemetry("telemetry", { scope, ...args }, opts);
    return undefined;
  });
  expect(seen["telemetry-query-http-errors"]).toMatchObject({
    replaceOnChanges: ["category", "displayName", "query"],
    deleteBeforeReplace: true,
  });
});

it("answers the connection string, and nothing else, as a secret (114)", async () => {
  const graph = await record();
  expect(graph.outputs.connectionString).toMatch(/^InstrumentationKey=/);
  expect(graph.secretOutputs).toEqual(["connectionString"]);
});
