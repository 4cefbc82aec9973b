import type { DashboardQuery } from "../../../dashboards/grafana/queries.ts";

/** Where the data sources of the dashboards listen, for example at `http://127.0.0.1:9090`. */
export type Servers = Record<DashboardQuery["datasource"], string>;

/** Numbers and lines that a query is answered with now. Throws what the server says of a bad query. */
export async function answerCount(
  { place, datasource, sent }: DashboardQuery,
  servers: Servers,
): Promise<number> {
  const url = servers[datasource] + paths[datasource];
  const answer = await fetch(`${url}?${new URLSearchParams({ query: sent })}`);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${place}: ${text.trim()}; asked ${sent}`);
  const { result } = (JSON.parse(text) as { data: { result: Series[] } }).data;
  return result.flatMap(pointsOf).filter(([, value]) => value !== "NaN").length;
}

/** Loki answers lines over a range alone; without a start, it is the last hour. */
const paths = { prometheus: "/api/v1/query", loki: "/loki/api/v1/query_range" };

/** A line or number is its time and what it says. */
type Point = [time: unknown, value: string];

/** Prometheus answers one point for each series here, Loki all points of each. */
type Series = { value: Point } | { values: Point[] };

function pointsOf(series: Series): Point[] {
  return "value" in series ? [series.value] : series.values;
}
