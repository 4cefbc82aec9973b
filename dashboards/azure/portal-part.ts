import { type Aggregation, type MetricSource, metricNamespaces } from "./alerts.ts";
import type { MetricTile, QueryTile, TextTile, Tile } from "./dashboard.ts";
import { savedQueries } from "./queries.ts";

/** Resource ids that tiles read from, known now or later. */
export type TileIds<Id> = Record<MetricSource | "workspace", Id>;

/**
 * A tile as the portal stores it. Without `metadata` the portal answers that the dashboard is not
 * found (https://github.com/pulumi/pulumi-azure-native/issues/1412).
 */
export function portalPart<Id>(tile: Tile, ids: TileIds<Id>) {
  return { position: tile.position, metadata: metadata(tile, ids) };
}

function metadata<Id>(tile: Tile, ids: TileIds<Id>) {
  switch (tile.kind) {
    case "metric":
      return metricMetadata(tile, ids);
    case "query":
      return queryMetadata(tile, ids);
    case "text":
      return textMetadata(tile);
  }
}

function metricMetadata<Id>({ title, source, metrics }: MetricTile, ids: TileIds<Id>) {
  const chart = {
    title,
    titleKind: 2,
    metrics: metrics.map(({ name, aggregation, label }) => ({
      resourceMetadata: { id: ids[source] },
      name,
      aggregationType: aggregationTypes[aggregation],
      namespace: metricNamespaces[source].toLowerCase(),
      metricVisualization: { displayName: label },
    })),
    visualization: { chartType: lineChart },
  };
  return {
    type: "Extension/HubsExtension/PartType/MonitorChartPart",
    inputs: [
      { name: "options", value: { chart }, isOptional: true },
      { name: "sharedTimeRange", isOptional: true },
    ],
    settings: { content: { options: { chart } } },
  };
}

/** The portal's numbers for how values are put together. */
const aggregationTypes: Record<Aggregation, number> = {
  Total: 1,
  Minimum: 2,
  Maximum: 3,
  Average: 4,
};

const lineChart = 2;

function queryMetadata<Id>({ title, query, timeRange }: QueryTile, ids: TileIds<Id>) {
  const input = (name: string, value: unknown) => ({ name, value, isOptional: true });
  const kql = savedQueries.find(({ name }) => name === query)?.kql;
  return {
    type: "Extension/Microsoft_OperationsManagementSuite_Workspace/PartType/LogsDashboardPart",
    inputs: [
      input("Scope", { resourceIds: [ids.workspace] }),
      input("PartId", query),
      input("Version", "2.0"),
      input("TimeRange", timeRange),
      input("Query", kql),
      input("ControlType", "AnalyticsGrid"),
      input("PartTitle", title),
      input("IsQueryContainTimeRange", false),
    ],
    settings: {},
  };
}

function textMetadata({ markdown }: TextTile) {
  return {
    type: "Extension/HubsExtension/PartType/MarkdownPart",
    inputs: [],
    settings: { content: { settings: { content: markdown, title: "", subtitle: "" } } },
  };
}
