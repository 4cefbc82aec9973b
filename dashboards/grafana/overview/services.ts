import { MappingType } from "@grafana/grafana-foundation-sdk/dashboard";
import { NoUnit, Short } from "@grafana/grafana-foundation-sdk/units";
import type { Row } from "../dashboard.ts";
import { shareSeries, stateTimeline, table, timeSeries } from "../panels.ts";
import { realAlerts } from "../promql.ts";

/** What runs, how well, and what complains. */
export function serviceRow(): Row {
  return { id: 500, title: "Services", panels: [targets(), alerts(), memory(), processors()] };
}

const width = 12;

const containers = 'service=~"$service"';
/** How often cAdvisor looks at a container, at best. */
const sampleInterval = "30s";

function targets() {
  return stateTimeline({
    title: "Services up",
    description: "Whether Prometheus could scrape each service.",
    width,
    unit: NoUnit,
    queries: { "{{job}}": 'min by (job) (up{job=~"$service"})' },
    limits: ["red", [1, "green"]],
  }).mappings([
    { type: MappingType.ValueToText, options: { 0: { text: "down" }, 1: { text: "up" } } },
  ]);
}

function alerts() {
  return table({
    title: "Alerts",
    description: "Alerts that fire or are about to. Silence them in Alertmanager.",
    width,
    expr: `max by (alertname, severity, job, alertstate) (ALERTS{${realAlerts}})`,
  })
    .noValue("No alert")
    .withTransformation({
      id: "organize",
      options: {
        excludeByName: { Time: true, Value: true },
        indexByName: { alertname: 0, job: 1, severity: 2, alertstate: 3 },
        renameByName: {
          alertname: "Alert",
          job: "Service",
          severity: "Severity",
          alertstate: "State",
        },
      },
    });
}

function memory() {
  return shareSeries({
    title: "Memory, share of the limit",
    description: "A container that reaches its limit is killed and started again.",
    width,
    limits: ["transparent", [0.9, "red"]],
    queries: {
      "{{service}}": `max by (service) (container_memory_working_set_bytes{${containers}}) / (max by (service) (container_spec_memory_limit_bytes{${containers}}) > 0)`,
    },
  });
}

function processors() {
  return timeSeries({
    title: "Processors in use",
    description: "Cores that each container keeps busy.",
    width,
    unit: Short,
    queries: {
      "{{service}}": `sum by (service) (rate(container_cpu_usage_seconds_total{${containers}}[$__rate_interval]))`,
    },
    minStep: sampleInterval,
  });
}
