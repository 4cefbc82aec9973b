import { beforeAll, describe, expect, it } from "vitest";
import { Alerts, type AlertsArgs } from "../../../../components/azure/alerts.ts";
import { logAlerts, metricAlerts } from "../../../../dashboards/azure/alerts.ts";
import { type AzureRecording, recordAzure, tags } from "../../../support/azure.ts";

const args = {
  emails: ["ops@example.com", "lead@example.com"],
  siteId: "site-id",
  planId: "plan-id",
  databaseId: "database-id",
  vaultId: "vault-id",
  workspaceId: "workspace-id",
} satisfies Omit<AlertsArgs, "scope">;

function record(overrides: Partial<AlertsArgs> = {}): Promise<AzureRecording> {
  return recordAzure((scope) => {
    const { actionGroupId } = new Alerts("alerts", { scope, ...args, ...overrides });
    return { actionGroupId };
  });
}

describe("the alerts", () => {
  let graph: AzureRecording;
  beforeAll(async () => {
    graph = await record();
  });

  it("tell each address once, through one action group", () => {
    const people = graph.named("alerts-people");
    expect(people.inputs).toEqual({
      actionGroupName: "ag-copilot-test",
      resourceGroupName: "rg-copilot-test",
      location: "global",
      tags,
      groupShortName: "copilot",
      enabled: true,
      emailReceivers: [
        { name: "ops@example.com", emailAddress: "ops@example.com", useCommonAlertSchema: true },
        { name: "lead@example.com", emailAddress: "lead@example.com", useCommonAlertSchema: true },
      ],
    });
    expect(String(people.inputs.groupShortName).length).toBeLessThanOrEqual(12);
    expect(graph.outputs).toEqual({ actionGroupId: "alerts-people-id" });
  });

  it("are all on, resolve by themselves and have somebody to tell (97, 99)", () => {
    const metric = graph.ofType("azure-native:monitor:MetricAlert");
    const logs = graph.ofType("azure-native:monitor:ScheduledQueryRule");
    expect(metric.map(({ name }) => name).toSorted()).toEqual(
      metricAlerts.map(({ name }) => `alerts-${name}`).toSorted(),
    );
    for (const { inputs } of [...metric, ...logs]) {
      expect(inputs).toMatchObject({ enabled: true, autoMitigate: true, tags });
    }
    for (const { inputs } of metric) {
      expect(inputs.actions).toEqual([{ actionGroupId: "alerts-people-id" }]);
    }
    for (const { inputs } of logs) {
      expect(inputs.actions).toEqual({ actionGroups: ["alerts-people-id"] });
    }
    const component = graph.named("alerts").urn;
    expect(new Set([...metric, ...logs].map(({ parent }) => parent))).toEqual(new Set([component]));
  });

  it("watch a platform metric against its threshold", () => {
    expect(graph.named("alerts-server-errors").inputs).toEqual({
      ruleName: "alert-copilot-test-server-errors",
      resourceGroupName: "rg-copilot-test",
      location: "global",
      tags,
      description: "More than 10 answers with status 5xx in 5 minutes. See the query http-errors.",
      severity: 1,
      enabled: true,
      autoMitigate: true,
      scopes: ["site-id"],
      evaluationFrequency: "PT5M",
      windowSize: "PT5M",
      criteria: {
        odataType: "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
        allOf: [
          {
            criterionType: "StaticThresholdCriterion",
            name: "server-errors",
            metricNamespace: "Microsoft.Web/sites",
            metricName: "Http5xx",
            timeAggregation: "Total",
            operator: "GreaterThan",
            threshold: 10,
          },
        ],
      },
      actions: [{ actionGroupId: "alerts-people-id" }],
    });
  });

  it.each([
    ["response-time", "site-id"],
    ["plan-cpu", "plan-id"],
    ["database-cpu", "database-id"],
    ["database-memory", "database-id"],
    ["database-storage", "database-id"],
    ["database-connections", "database-id"],
    ["vault-availability", "vault-id"],
  ])("watch %s on %s alone", (name, id) => {
    expect(graph.named(`alerts-${name}`).inputs.scopes).toEqual([id]);
  });

  it("ask the workspace for failures of the application, not every minute (98)", () => {
    expect(graph.named("alerts-exceptions").inputs).toEqual({
      ruleName: "alert-copilot-test-exceptions",
      displayName: "alert-copilot-test-exceptions",
      resourceGroupName: "rg-copilot-test",
      location: "westeurope",
      tags,
      description: "The application failed more than 5 times in 15 minutes. See logged-errors.",
      kind: "LogAlert",
      severity: 1,
      enabled: true,
      autoMitigate: true,
      scopes: ["workspace-id"],
      evaluationFrequency: "PT15M",
      windowSize: "PT15M",
      skipQueryValidation: true,
      criteria: {
        allOf: [
          {
            criterionType: "StaticThresholdCriterion",
            query: logAlerts.find(({ name }) => name === "exceptions")?.kql,
            timeAggregation: "Count",
            operator: "GreaterThan",
            threshold: 5,
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 },
          },
        ],
      },
      actions: { actionGroups: ["alerts-people-id"] },
    });
  });

  it("leave out what could never fire, because nothing emits it yet", () => {
    const deployed = graph.ofType("azure-native:monitor:ScheduledQueryRule");
    expect(deployed.map(({ name }) => name)).toEqual(["alerts-exceptions"]);
    expect(logAlerts.map(({ name }) => name)).toContain("stale-backup");
  });
});

it("take a threshold of the caller for the one alert that it names", async () => {
  const graph = await record({ thresholds: { "database-connections": 675 } });
  const threshold = (name: string) => {
    const { criteria } = graph.named(name).inputs as {
      criteria: { allOf: { threshold: number }[] };
    };
    return criteria.allOf.map(({ threshold }) => threshold);
  };
  expect(threshold("alerts-database-connections")).toEqual([675]);
  expect(threshold("alerts-database-cpu")).toEqual([90]);
});

it("refuse to tell nobody (99)", async () => {
  await expect(record({ emails: [] })).rejects.toThrow(
    "emails: nobody would be told, got none; use at least one address",
  );
});
