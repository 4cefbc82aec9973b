import { Dashboard as AzureDashboard } from "@pulumi/azure-native/portal/dashboard.js";
import * as pulumi from "@pulumi/pulumi";
import { dashboardTiles } from "../../dashboards/azure/dashboard.ts";
import { portalPart } from "../../dashboards/azure/portal-part.ts";
import type { Scope } from "./scope.ts";

export interface DashboardArgs {
  scope: Scope;
  /** What the portal lists it as, for example `Copilot chats (prod)`. */
  title: string;
  siteId: pulumi.Input<string>;
  planId: pulumi.Input<string>;
  databaseId: pulumi.Input<string>;
  vaultId: pulumi.Input<string>;
  /** Log Analytics workspace that query tiles ask. */
  workspaceId: pulumi.Input<string>;
}

/** A page of the portal. What is on it is data: `dashboards/azure/dashboard.ts`. */
export class Dashboard extends pulumi.ComponentResource {
  readonly dashboardId: pulumi.Output<string>;

  constructor(name: string, args: DashboardArgs, opts?: pulumi.ComponentResourceOptions) {
    super("copilot:azure:Dashboard", name, {}, opts);
    const { scope } = args;

    const dashboard = new AzureDashboard(
      `${name}-page`,
      {
        dashboardName: scope.names.of("dashboard"),
        resourceGroupName: scope.resourceGroupName,
        location: scope.location,
        tags: { ...scope.tags, "hidden-title": args.title },
        properties: { lenses: [{ order: 0, parts: parts(args) }] },
      },
      { parent: this },
    );

    this.dashboardId = dashboard.id;
    this.registerOutputs({ dashboardId: this.dashboardId });
  }
}

function parts({ siteId, planId, databaseId, vaultId, workspaceId }: DashboardArgs) {
  const ids = {
    site: siteId,
    plan: planId,
    database: databaseId,
    vault: vaultId,
    workspace: workspaceId,
  };
  return dashboardTiles.map((tile) => portalPart(tile, ids));
}
