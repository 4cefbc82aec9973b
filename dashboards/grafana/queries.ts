import type { Dashboard, VariableModel } from "@grafana/grafana-foundation-sdk/dashboard";
import { z } from "zod";
import { datasources } from "./datasources.ts";

/** A question that a dashboard asks. */
export interface DashboardQuery {
  /** What asks it, for example `panel "Sessions"`. */
  place: string;
  /** uid of the data source. */
  datasource: "prometheus" | "loki";
  /** PromQL or LogQL as it is written, with variables. */
  expr: string;
  /** The same as Grafana sends it when the dashboard is opened. */
  sent: string;
}

/**
 * Every query of the panels, variables and annotations, so that each can be parsed and run. The values
 * of a variable are asked for as PromQL that has a series for each. Throws on a variable that the
 * dashboard does not have.
 */
export function dashboardQueries(dashboard: Dashboard): DashboardQuery[] {
  const variables = dashboard.templating.list ?? [];
  const values = { ...spans, ...openingValues(variables) };
  return [
    ...panelQueries(dashboard),
    ...variables.flatMap(variableQueries),
    ...annotationQueries(dashboard),
  ].map((query) => ({ ...query, sent: interpolated(query, values) }));
}

/** Grafana's own variables; a minute holds several scrapes, as Grafana sees to it as well. */
const spans = { __rate_interval: "1m", __auto: "1m" };

/** What the variables stand for before anybody chooses. */
function openingValues(variables: VariableModel[]): Record<string, string> {
  return Object.fromEntries(
    variables.map(({ name, current, allValue }) => {
      const chosen = [current?.value ?? ""].flat().join("|");
      return [name, chosen === "$__all" ? (allValue ?? chosen) : chosen];
    }),
  );
}

type WrittenQuery = Omit<DashboardQuery, "sent">;

function panelQueries({ panels = [] }: Dashboard): WrittenQuery[] {
  return panels.flatMap((panel) => {
    const targets = "targets" in panel ? (panel.targets ?? []) : [];
    return targets.map((target) => writtenQuery(`panel "${panel.title}"`, target));
  });
}

function variableQueries({ name, type, definition, datasource }: VariableModel): WrittenQuery[] {
  if (type !== "query") return [];
  const [, series, label] = /^label_values\((.+), (\w+)\)$/.exec(definition ?? "") ?? [];
  const expr = `count by (${label}) (${series})`;
  return [writtenQuery(`variable "${name}"`, { expr, datasource })];
}

function annotationQueries({ annotations }: Dashboard): WrittenQuery[] {
  return (annotations.list ?? []).map(({ name, target }) =>
    writtenQuery(`annotation "${name}"`, target),
  );
}

/** The SDK leaves open what the query of a data source looks like. */
const targetSchema = z.object({
  expr: z.string(),
  datasource: z.object({ uid: z.enum([datasources.prometheus.uid, datasources.loki.uid]) }),
});

function writtenQuery(place: string, target: unknown): WrittenQuery {
  const { expr, datasource } = targetSchema.parse(target);
  return { place, datasource: datasource.uid, expr };
}

function interpolated({ place, expr }: WrittenQuery, values: Record<string, string>): string {
  return expr.replace(/\$(?:(\w+)|\{(\w+)(?::\w+)?\})/g, (use, bare, braced) => {
    const value = values[bare ?? braced];
    if (value === undefined) throw new Error(`${place}: no such variable, got ${use}`);
    return value;
  });
}
