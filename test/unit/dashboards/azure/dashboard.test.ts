import { expect, it } from "vitest";
import { dashboardTiles, type Position } from "../../../../dashboards/azure/dashboard.ts";
import { portalPart } from "../../../../dashboards/azure/portal-part.ts";
import { savedQueries } from "../../../../dashboards/azure/queries.ts";

const ids = { site: "s", plan: "p", database: "d", vault: "v", workspace: "w" };

it("no two tiles overlap, and all fit in twelve columns", () => {
  const squares = dashboardTiles.flatMap(({ position }) => squaresOf(position));
  expect(new Set(squares).size).toBe(squares.length);
  for (const { position } of dashboardTiles) {
    expect(position.x + position.colSpan).toBeLessThanOrEqual(12);
  }
});

it("a metric tile draws each metric of its resource", () => {
  const position = { x: 0, y: 1, colSpan: 6, rowSpan: 3 };
  const chart = {
    title: "Load",
    titleKind: 2,
    metrics: [
      {
        resourceMetadata: { id: "p" },
        name: "CpuPercentage",
        aggregationType: 4,
        namespace: "microsoft.web/serverfarms",
        metricVisualization: { displayName: "CPU" },
      },
    ],
    visualization: { chartType: 2 },
  };
  const metrics = [{ name: "CpuPercentage", aggregation: "Average" as const, label: "CPU" }];
  expect(
    portalPart({ kind: "metric", title: "Load", source: "plan", metrics, position }, ids),
  ).toEqual({
    position,
    metadata: {
      type: "Extension/HubsExtension/PartType/MonitorChartPart",
      inputs: [
        { name: "options", value: { chart }, isOptional: true },
        { name: "sharedTimeRange", isOptional: true },
      ],
      settings: { content: { options: { chart } } },
    },
  });
});

it("a query tile asks the workspace what the saved query asks", () => {
  const position = { x: 0, y: 0, colSpan: 6, rowSpan: 4 };
  const tile = {
    kind: "query",
    title: "Errors",
    query: "http-errors",
    timeRange: "P1D",
    position,
  } as const;
  const { metadata } = portalPart(tile, ids);
  expect(metadata.type).toBe(
    "Extension/Microsoft_OperationsManagementSuite_Workspace/PartType/LogsDashboardPart",
  );
  expect(Object.fromEntries(metadata.inputs.map((input) => Object.values(input)))).toEqual({
    Scope: { resourceIds: ["w"] },
    PartId: "http-errors",
    Version: "2.0",
    TimeRange: "P1D",
    Query: savedQueries.find(({ name }) => name === "http-errors")?.kql,
    ControlType: "AnalyticsGrid",
    PartTitle: "Errors",
    IsQueryContainTimeRange: false,
  });
});

it("a text tile holds its Markdown", () => {
  const position = { x: 0, y: 0, colSpan: 1, rowSpan: 1 };
  expect(portalPart({ kind: "text", markdown: "# Hi", position }, ids)).toEqual({
    position,
    metadata: {
      type: "Extension/HubsExtension/PartType/MarkdownPart",
      inputs: [],
      settings: { content: { settings: { content: "# Hi", title: "", subtitle: "" } } },
    },
  });
});

it("every query on the dashboard has rows today: none of them is planned", () => {
  const planned: string[] = savedQueries
    .filter(({ emittedBy }) => emittedBy.endsWith("(planned)"))
    .map(({ name }) => name);
  for (const tile of dashboardTiles) {
    if (tile.kind === "query") expect(planned).not.toContain(tile.query);
  }
});

function squaresOf({ x, y, colSpan, rowSpan }: Position): string[] {
  return Array.from(
    { length: colSpan * rowSpan },
    (_, index) => `${x + (index % colSpan)},${y + Math.floor(index / colSpan)}`,
  );
}
