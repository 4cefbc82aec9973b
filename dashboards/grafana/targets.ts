import type { Builder, Dataquery } from "@grafana/grafana-foundation-sdk/cog";
import { DataqueryBuilder as LokiQueryBuilder } from "@grafana/grafana-foundation-sdk/loki";
import {
  DataqueryBuilder as PrometheusQueryBuilder,
  PromQueryFormat,
} from "@grafana/grafana-foundation-sdk/prometheus";
import { datasources } from "./datasources.ts";

/** Queries by legend, which may hold labels as `{{label}}`. */
export type Queries = Record<string, string>;

/**
 * PromQL over the time of the dashboard. `minStep`, such as `30s`, is the time between two samples where
 * it is longer than between two scrapes; rates then look back far enough for it.
 */
export function rangeTargets(queries: Queries, minStep?: string): Builder<Dataquery>[] {
  return prometheusTargets(queries, (query) =>
    minStep === undefined ? query.range() : query.range().interval(minStep),
  );
}

/** PromQL at the end of the time of the dashboard. */
export function instantTargets(queries: Queries): Builder<Dataquery>[] {
  return prometheusTargets(queries, (query) => query.instant());
}

/** PromQL at the end of the time of the dashboard, a row per series and a column per label. */
export function tableTarget(expr: string): Builder<Dataquery> {
  return prometheusQuery(expr, "A").instant().format(PromQueryFormat.Table);
}

/** LogQL that answers lines, newest first. */
export function lineTarget(expr: string, maxLines: number): Builder<Dataquery> {
  return lokiQuery(expr, "A").maxLines(maxLines);
}

/** LogQL that answers numbers. */
export function logCountTargets(queries: Queries): Builder<Dataquery>[] {
  return Object.entries(queries).map(([legend, expr], index) =>
    lokiQuery(expr, refId(index)).legendFormat(legend),
  );
}

function prometheusTargets(
  queries: Queries,
  over: (query: PrometheusQueryBuilder) => PrometheusQueryBuilder,
): Builder<Dataquery>[] {
  return Object.entries(queries).map(([legend, expr], index) =>
    over(prometheusQuery(expr, refId(index)).legendFormat(legend)),
  );
}

function prometheusQuery(expr: string, id: string) {
  return new PrometheusQueryBuilder().datasource(datasources.prometheus).refId(id).expr(expr);
}

function lokiQuery(expr: string, id: string) {
  return new LokiQueryBuilder()
    .datasource(datasources.loki)
    .refId(id)
    .queryType("range")
    .expr(expr);
}

/** A, B, C and so on. */
function refId(index: number): string {
  return String.fromCharCode("A".charCodeAt(0) + index);
}
