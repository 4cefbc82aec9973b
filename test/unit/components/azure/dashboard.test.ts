import { expect, it } from "vitest";
import { Dashboard } from "../../../../components/azure/dashboard.ts";
import { dashboardTiles } from "../../../../dashboards/azure/dashboard.ts";
import { portalPart } from "../../../../dashboards/azure/portal-part.ts";
import { recordAzure, tags } from "../../../support/azure.ts";

it("shows every tile, each with its metadata, under its title", async () => {
  const graph = await recordAzure((scope) => {
    const { dashboardId } = new Dashboard("dashboard", {
      scope,
      title: "Copilot chats (prod)",
      siteId: "site-id",
      planId: "plan-id",
      databaseId: "database-id",
      vaultId: "vault-id",
      workspaceId: "workspace-id",
    });
    return { dashboardId };
  });
  const ids = {
    site: "site-id",
    plan: "plan-id",
    database: "database-id",
    vault: "vault-id",
    workspace: "workspace-id",
  };
  const page = graph.named("dashboard-page");
  expect(page.inputs).toEqual({
    dashboardName: "dash-copilot-test",
    resourceGroupName: "rg-copilot-test",
    location: "westeurope",
    tags: { ...tags, "hidden-title": "Copilot chats (prod)" },
    properties: {
      lenses: [{ order: 0, parts: dashboardTiles.map((tile) => portalPart(tile, ids)) }],
    },
  });
  expect(page.parent).toBe(graph.named("dashboard").urn);
  expect(graph.outputs).toEqual({ dashboardId: "dashboard-page-id" });
});
