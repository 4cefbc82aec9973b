import { ActionGroup } from "@pulumi/azure-native/monitor/actionGroup.js";
import type * as monitor from "@pulumi/azure-native/monitor/index.js";
import { MetricAlert } from "@pulumi/azure-native/monitor/metricAlert.js";
import { ScheduledQueryRule } from "@pulumi/azure-native/monitor/scheduledQueryRule.js";
import * as pulumi from "@pulumi/pulumi";
import {
  type LogAlertRule,
  logAlerts,
  type MetricAlertName,
  type MetricAlertRule,
  type MetricSource,
  metricAlerts,
  metricNamespaces,
} from "../../dashboards/azure/alerts.ts";
import type { Scope } from "./scope.ts";

export interface AlertsArgs {
  scope: Scope;
  /** Who is told; at least one address. */
  emails: string[];
  siteId: pulumi.Input<string>;
  planId: pulumi.Input<string>;
  databaseId: pulumi.Input<string>;
  vaultId: pulumi.Input<string>;
  /** Log Analytics workspace that log alerts ask. */
  workspaceId: pulumi.Input<string>;
  /** Instead of the threshold in `metricAlerts`, by name and in the unit of the metric. */
  thresholds?: Partial<Record<MetricAlertName, number>>;
}

/** Tells people when the platform is unwell. What is watched is data: `dashboards/azure/alerts.ts`. */
export class Alerts extends pulumi.ComponentResource {
  /** For alerts of other components. */
  readonly actionGroupId: pulumi.Output<string>;

  constructor(name: string, args: AlertsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("copilot:azure:Alerts", name, {}, opts);

    const people = new ActionGroup(`${name}-people`, actionGroupArgs(args), {
      parent: this,
    });
    for (const rule of metricAlerts) {
      new MetricAlert(`${name}-${rule.name}`, metricAlertArgs(rule, args, people.id), {
        parent: this,
      });
    }
    for (const rule of logAlerts.filter(isEmitted)) {
      new ScheduledQueryRule(`${name}-${rule.name}`, logAlertArgs(rule, args, people.id), {
        parent: this,
      });
    }

    this.actionGroupId = people.id;
    this.registerOutputs({ actionGroupId: this.actionGroupId });
  }
}

function actionGroupArgs({ scope, emails }: AlertsArgs): monitor.ActionGroupArgs {
  if (emails.length === 0) {
    throw new Error("emails: nobody would be told, got none; use at least one address");
  }
  return {
    actionGroupName: scope.names.of("actionGroup"),
    resourceGroupName: scope.resourceGroupName,
    location: "global",
    tags: scope.tags,
    // Shown as the sender; 12 characters at most.
    groupShortName: "copilot",
    enabled: true,
    emailReceivers: emails.map((emailAddress) => ({
      name: emailAddress,
      emailAddress,
      useCommonAlertSchema: true,
    })),
  };
}

function metricAlertArgs(
  rule: MetricAlertRule & { name: MetricAlertName },
  args: AlertsArgs,
  actionGroupId: pulumi.Input<string>,
): monitor.MetricAlertArgs {
  const { scope, thresholds = {} } = args;
  return {
    ruleName: scope.names.of("alert", rule.name),
    resourceGroupName: scope.resourceGroupName,
    location: "global",
    tags: scope.tags,
    description: rule.description,
    severity: rule.severity,
    enabled: true,
    autoMitigate: true,
    scopes: [sourceId(rule.source, args)],
    evaluationFrequency: "PT5M",
    windowSize: rule.window,
    criteria: {
      odataType: "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
      allOf: [
        {
          criterionType: "StaticThresholdCriterion",
          name: rule.name,
          metricNamespace: metricNamespaces[rule.source],
          metricName: rule.metric,
          timeAggregation: rule.aggregation,
          operator: rule.operator,
          threshold: thresholds[rule.name] ?? rule.threshold,
        },
      ],
    },
    actions: [{ actionGroupId }],
  };
}

function sourceId(source: MetricSource, args: AlertsArgs): pulumi.Input<string> {
  const { siteId, planId, databaseId, vaultId } = args;
  return { site: siteId, plan: planId, database: databaseId, vault: vaultId }[source];
}

/** An alert whose signal is still planned could never fire: it would only look like safety. */
function isEmitted({ emittedBy }: LogAlertRule): boolean {
  return !emittedBy.endsWith("(planned)");
}

function logAlertArgs(
  rule: LogAlertRule,
  { scope, workspaceId }: AlertsArgs,
  actionGroupId: pulumi.Input<string>,
): monitor.ScheduledQueryRuleArgs {
  const ruleName = scope.names.of("alert", rule.name);
  return {
    ruleName,
    displayName: ruleName,
    resourceGroupName: scope.resourceGroupName,
    location: scope.location,
    tags: scope.tags,
    description: rule.description,
    kind: "LogAlert",
    severity: rule.severity,
    enabled: true,
    autoMitigate: true,
    scopes: [workspaceId],
    evaluationFrequency: rule.frequency,
    windowSize: rule.window,
    // A table of the workspace exists from its first row on, so a first deployment has none.
    skipQueryValidation: true,
    criteria: {
      allOf: [
        {
          criterionType: "StaticThresholdCriterion",
          query: rule.kql,
          timeAggregation: "Count",
          operator: "GreaterThan",
          threshold: rule.threshold,
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 },
        },
      ],
    },
    actions: { actionGroups: [actionGroupId] },
  };
}
