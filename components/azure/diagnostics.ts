import { DiagnosticSetting } from "@pulumi/azure-native/monitor/diagnosticSetting.js";
import * as pulumi from "@pulumi/pulumi";

/** What is sent of each kind of resource. */
interface Categories {
  /** Group of log categories, so that new categories of Azure come along by themselves. */
  logs: "allLogs" | "audit";
  metrics: "AllMetrics" | "Transaction";
}

/**
 * Source: https://learn.microsoft.com/azure/azure-monitor/reference/logs-index. Blob storage calls
 * its traffic `Transaction`; its other category, capacity, comes once a day.
 */
export const diagnosticCategories = {
  site: { logs: "allLogs", metrics: "AllMetrics" },
  slot: { logs: "allLogs", metrics: "AllMetrics" },
  database: { logs: "allLogs", metrics: "AllMetrics" },
  blobService: { logs: "allLogs", metrics: "Transaction" },
  vault: { logs: "audit", metrics: "AllMetrics" },
} as const satisfies Record<string, Categories>;

export interface DiagnosticTarget {
  /** Lower-kebab; tells the settings of one component apart. */
  name: string;
  kind: keyof typeof diagnosticCategories;
  /** Of a storage account, the id of its blob service: it ends in `/blobServices/default`. */
  resourceId: pulumi.Input<string>;
}

export interface DiagnosticsArgs {
  /** Log Analytics workspace that everything goes to. */
  workspaceId: pulumi.Input<string>;
  targets: DiagnosticTarget[];
}

/** Sends the logs and metrics of resources to the workspace. */
export class Diagnostics extends pulumi.ComponentResource {
  constructor(name: string, args: DiagnosticsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("copilot:azure:Diagnostics", name, {}, opts);

    for (const target of args.targets) {
      new DiagnosticSetting(
        `${name}-${target.name}`,
        {
          name: "send-to-workspace",
          resourceUri: target.resourceId,
          workspaceId: args.workspaceId,
          ...categories(diagnosticCategories[target.kind]),
        },
        { parent: this },
      );
    }
    this.registerOutputs({});
  }
}

function categories({ logs, metrics }: Categories) {
  return {
    logs: [{ categoryGroup: logs, enabled: true }],
    metrics: [{ category: metrics, enabled: true }],
  };
}
