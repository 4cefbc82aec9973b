import { type Example, propertyExample, resource, urnOf } from "./example.ts";

const insights = "applicationinsights:Component";
const workspace = "operationalinsights:Workspace";
const metricAlert = "monitor:MetricAlert";
const logAlert = "monitor:ScheduledQueryRule";
const actionGroup = "monitor:ActionGroup";

const logs = (type: string, resourceUri: string) => [
  resource(type),
  resource(
    "monitor:DiagnosticSetting",
    { resourceUri, workspaceId: "log", logs: [{ categoryGroup: "allLogs", enabled: true }] },
    { dependencies: [urnOf(type)] },
  ),
];

export const monitoringExamples: Example[] = [
  propertyExample("azure-insights-workspace", insights, "workspaceResourceId", "log", undefined),
  propertyExample("azure-insights-entra-only", insights, "disableLocalAuth", true, false),
  propertyExample("azure-insights-sampling", insights, "samplingPercentage", 10, 100),
  propertyExample("azure-workspace-retention", workspace, "retentionInDays", 30, 7),
  propertyExample("azure-workspace-daily-cap", workspace, "workspaceCapping.dailyQuotaGb", 0.5, -1),
  propertyExample(
    "azure-workspace-entra-only",
    workspace,
    "features.disableLocalAuth",
    true,
    undefined,
  ),
  propertyExample("azure-workspace-replication", workspace, "replication.enabled", true, undefined),
  propertyExample("azure-alert-resolves", metricAlert, "autoMitigate", true, false),
  propertyExample("azure-alert-frequency", logAlert, "evaluationFrequency", "PT5M", "PT1M"),
  propertyExample(
    "azure-alert-metric-tells",
    metricAlert,
    "actions[0].actionGroupId",
    "people",
    undefined,
  ),
  propertyExample(
    "azure-alert-log-tells",
    logAlert,
    "actions.actionGroups[0]",
    "people",
    undefined,
  ),
  propertyExample("azure-alert-enabled", actionGroup, "enabled", true, false),
  propertyExample(
    "azure-alert-receiver",
    actionGroup,
    "emailReceivers[0].emailAddress",
    "ops@example.com",
    undefined,
  ),
  {
    policy: "azure-diagnostics",
    good: logs("web:WebAppSlot", "slot"),
    bad: [resource("web:WebAppSlot"), ...logs("web:WebApp", "site")],
    path: "DiagnosticSetting",
  },
  {
    policy: "azure-diagnostics",
    good: [
      ...logs("web:WebApp", "site"),
      resource("monitor:DiagnosticSetting", {}, { name: "2", dependencies: [urnOf("web:WebApp")] }),
    ],
    bad: [resource("web:WebApp"), resource("monitor:DiagnosticSetting")],
    path: "DiagnosticSetting",
  },
  {
    policy: "azure-diagnostics-blobs",
    good: logs("storage:StorageAccount", "account/blobServices/default"),
    bad: logs("storage:StorageAccount", "account"),
    path: "DiagnosticSetting /blobServices/default",
  },
];
