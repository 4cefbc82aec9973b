import { Component } from "@pulumi/azure-native/applicationinsights/component.js";
import type * as applicationinsights from "@pulumi/azure-native/applicationinsights/index.js";
import type * as operationalinsights from "@pulumi/azure-native/operationalinsights/index.js";
import { SavedSearch } from "@pulumi/azure-native/operationalinsights/savedSearch.js";
import { Workspace } from "@pulumi/azure-native/operationalinsights/workspace.js";
import * as pulumi from "@pulumi/pulumi";
import { queryCategory, type SavedQuery, savedQueries } from "../../dashboards/azure/queries.ts";
import type { Scope } from "./scope.ts";

export interface TelemetryArgs {
  scope: Scope;
  /** Days that logs are kept, 30 to 730. */
  retentionDays: number;
  /** Most log volume a day in GB; -1 for no limit. */
  dailyCapGb: number;
  /** Share of what the application reports that is kept, 0 to 100. */
  samplingPercentage: number;
  /** Application Insights takes telemetry from Entra identities only; its key no longer suffices. */
  isLocalAuthDisabled: boolean;
}

/**
 * Where logs, metrics and traces go, and the questions to ask them. Azure adds a "Failure Anomalies"
 * rule by itself, some time after this is made. The rule is left to Azure: to own it, the program
 * would have to be first, and an existing resource fails a create.
 */
export class Telemetry extends pulumi.ComponentResource {
  /** Log Analytics workspace: target of diagnostic settings and log alerts. */
  readonly workspaceId: pulumi.Output<string>;
  readonly applicationInsightsId: pulumi.Output<string>;
  /** Secret: with keys allowed, it is all that is needed to send telemetry. */
  readonly connectionString: pulumi.Output<string>;

  constructor(name: string, args: TelemetryArgs, opts?: pulumi.ComponentResourceOptions) {
    super("copilot:azure:Telemetry", name, {}, opts);

    const workspace = new Workspace(`${name}-workspace`, workspaceArgs(args), {
      parent: this,
      protect: args.scope.protectData,
    });
    const insights = new Component(`${name}-insights`, insightsArgs(args, workspace.id), {
      parent: this,
      // The SDK marks nothing secret, and the state keeps every output.
      additionalSecretOutputs: ["connectionString", "instrumentationKey"],
    });
    for (const query of savedQueries) {
      new SavedSearch(
        `${name}-query-${query.name}`,
        savedSearchArgs(query, args.scope, workspace.name),
        { parent: this, ...replacedWhole },
      );
    }

    this.workspaceId = workspace.id;
    this.applicationInsightsId = insights.id;
    this.connectionString = pulumi.secret(insights.connectionString);
    this.registerOutputs({
      workspaceId: this.workspaceId,
      applicationInsightsId: this.applicationInsightsId,
      connectionString: this.connectionString,
    });
  }
}

function workspaceArgs(args: TelemetryArgs): operationalinsights.WorkspaceArgs {
  const { scope } = args;
  return {
    workspaceName: scope.names.of("workspace"),
    resourceGroupName: scope.resourceGroupName,
    location: scope.location,
    tags: scope.tags,
    sku: { name: "PerGB2018" },
    retentionInDays: args.retentionDays,
    workspaceCapping: { dailyQuotaGb: args.dailyCapGb },
    features: {
      // Nobody needs its keys: diagnostic settings and Application Insights send without them.
      disableLocalAuth: true,
      enableLogAccessUsingOnlyResourcePermissions: true,
    },
    ...openNetwork,
  };
}

/** Test agents, the portal and people's browsers are outside of any network of ours. */
const openNetwork = {
  publicNetworkAccessForIngestion: "Enabled",
  publicNetworkAccessForQuery: "Enabled",
};

function insightsArgs(
  args: TelemetryArgs,
  workspaceId: pulumi.Input<string>,
): applicationinsights.ComponentArgs {
  const { scope } = args;
  return {
    resourceName: scope.names.of("applicationInsights"),
    resourceGroupName: scope.resourceGroupName,
    location: scope.location,
    tags: scope.tags,
    kind: "web",
    applicationType: "web",
    workspaceResourceId: workspaceId,
    samplingPercentage: args.samplingPercentage,
    disableLocalAuth: args.isLocalAuthDisabled,
    ...openNetwork,
  };
}

function savedSearchArgs(
  query: SavedQuery,
  scope: Scope,
  workspaceName: pulumi.Input<string>,
): operationalinsights.SavedSearchArgs {
  return {
    resourceGroupName: scope.resourceGroupName,
    workspaceName,
    savedSearchId: query.name,
    category: queryCategory,
    displayName: query.displayName,
    query: query.kql,
  };
}

/**
 * Azure answers 409 to an update without an ETag, and the SDK cannot send one:
 * https://github.com/Azure/bicep-types-az/issues/1548. Goes once that property is there.
 */
const replacedWhole = {
  replaceOnChanges: ["category", "displayName", "query"],
  deleteBeforeReplace: true,
};
