import type { Aggregation, MetricSource } from "./alerts.ts";
import type { SavedQueryName } from "./queries.ts";

/** In squares of the dashboard's grid, from its upper left corner. */
export interface Position {
  x: number;
  y: number;
  colSpan: number;
  rowSpan: number;
}

/** A line of a platform metric over time. */
export interface MetricTile {
  kind: "metric";
  title: string;
  source: MetricSource;
  metrics: { name: string; aggregation: Aggregation; label: string }[];
  position: Position;
}

/** Rows of a saved query. */
export interface QueryTile {
  kind: "query";
  title: string;
  query: SavedQueryName;
  /** ISO 8601; how far the tile looks back. */
  timeRange: string;
  position: Position;
}

export interface TextTile {
  kind: "text";
  markdown: string;
  position: Position;
}

export type Tile = MetricTile | QueryTile | TextTile;

/** Traffic first, then what carries it, then what to read when one of them is red. */
export const dashboardTiles: Tile[] = [
  {
    kind: "text",
    markdown:
      "## Copilot chats\nTraffic, then the machines under it, then the logs. Every query is saved in the workspace.",
    position: { x: 0, y: 0, colSpan: 12, rowSpan: 1 },
  },
  {
    kind: "metric",
    title: "Requests and server errors",
    source: "site",
    metrics: [
      { name: "Requests", aggregation: "Total", label: "Requests" },
      { name: "Http5xx", aggregation: "Total", label: "5xx" },
    ],
    position: { x: 0, y: 1, colSpan: 6, rowSpan: 3 },
  },
  {
    kind: "metric",
    title: "Response time in seconds",
    source: "site",
    metrics: [{ name: "HttpResponseTime", aggregation: "Average", label: "Average" }],
    position: { x: 6, y: 1, colSpan: 6, rowSpan: 3 },
  },
  {
    kind: "metric",
    title: "App Service plan in percent",
    source: "plan",
    metrics: [
      { name: "CpuPercentage", aggregation: "Average", label: "CPU" },
      { name: "MemoryPercentage", aggregation: "Average", label: "Memory" },
    ],
    position: { x: 0, y: 4, colSpan: 4, rowSpan: 3 },
  },
  {
    kind: "metric",
    title: "Database in percent",
    source: "database",
    metrics: [
      { name: "cpu_percent", aggregation: "Average", label: "CPU" },
      { name: "memory_percent", aggregation: "Average", label: "Memory" },
      { name: "storage_percent", aggregation: "Average", label: "Storage" },
    ],
    position: { x: 4, y: 4, colSpan: 4, rowSpan: 3 },
  },
  {
    kind: "metric",
    title: "Database connections",
    source: "database",
    metrics: [{ name: "active_connections", aggregation: "Average", label: "Active" }],
    position: { x: 8, y: 4, colSpan: 4, rowSpan: 3 },
  },
  {
    kind: "query",
    title: "Error lines of the application",
    query: "logged-errors",
    timeRange: "P1D",
    position: { x: 0, y: 7, colSpan: 6, rowSpan: 4 },
  },
  {
    kind: "query",
    title: "Server errors by path",
    query: "http-errors",
    timeRange: "P1D",
    position: { x: 6, y: 7, colSpan: 6, rowSpan: 4 },
  },
  {
    kind: "query",
    title: "Errors of the database server",
    query: "database-errors",
    timeRange: "P1D",
    position: { x: 0, y: 11, colSpan: 6, rowSpan: 4 },
  },
  {
    kind: "query",
    title: "Vault access",
    query: "vault-access",
    timeRange: "P1D",
    position: { x: 6, y: 11, colSpan: 6, rowSpan: 4 },
  },
];
