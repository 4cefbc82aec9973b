import {
  CustomVariableBuilder,
  QueryVariableBuilder,
  TextBoxVariableBuilder,
  VariableRefresh,
  VariableSort,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { datasources } from "./datasources.ts";

/** Stands for "All"; logs need a matcher that nothing empty fits. */
const anything = ".+";

/** `$service`: any of the services, by the name that is their job in metrics and a label of their logs. */
export function servicesVariable() {
  return labelVariable("service", "Service", "label_values(up, job)", "What to show of services.")
    .multi(true)
    .includeAll(true)
    .allValue(anything)
    .current({ text: ["All"], value: ["$__all"] });
}

/** `$service`: one application that keeps chats; `standard` is the one of this stack. */
export function applicationVariable(standard: string) {
  return labelVariable(
    "service",
    "Application",
    "label_values(copilot_build_info, job)",
    "The application of this stack, or one that runs elsewhere and is scraped here.",
  ).current({ text: standard, value: standard });
}

/** `$route`: any of the routes of the application in `$service`. */
export function routesVariable() {
  return labelVariable(
    "route",
    "Route",
    'label_values(copilot_http_requests_total{job="$service"}, route)',
    "What to show of requests.",
  )
    .multi(true)
    .includeAll(true)
    .allValue(anything)
    .current({ text: ["All"], value: ["$__all"] });
}

/** `$level`: any of the levels of log lines. */
export function levelsVariable() {
  return (
    new CustomVariableBuilder("level")
      .label("Level")
      .description("What to show of log lines, by how bad they are.")
      .values("fatal,error,warn,info,debug,trace")
      .multi(true)
      .includeAll(true)
      // Lines without a level have to be among "All" too.
      .allValue(".*")
      .current({ text: ["All"], value: ["$__all"] })
  );
}

/** `$text`: words to find in log lines, as they are. */
export function textVariable() {
  return new TextBoxVariableBuilder("text")
    .label("Text")
    .description("Shows only log lines with this text; upper and lower case are the same.")
    .defaultValue("")
    .current({ text: "", value: "" });
}

function labelVariable(name: string, label: string, query: string, description: string) {
  return new QueryVariableBuilder(name)
    .label(label)
    .description(description)
    .datasource(datasources.prometheus)
    .query({ qryType: labelValues, query, refId: "PrometheusVariableQueryEditor-VariableQuery" })
    .definition(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc);
}

/** Grafana's number for a query of the form `label_values(series, label)`. */
const labelValues = 1;
