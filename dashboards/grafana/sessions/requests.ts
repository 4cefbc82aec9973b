import { RequestsPerSecond, Seconds } from "@grafana/grafana-foundation-sdk/units";
import { chatApp } from "../../../app/service.ts";
import type { Row } from "../dashboard.ts";
import { timeSeries } from "../panels.ts";
import { percentiles } from "../promql.ts";

/** What is asked of the application over HTTP, by people and programs. */
export function requestRow(): Row {
  return {
    id: 400,
    title: "Requests, without probes and scrapes",
    panels: [requests(), errors(), duration(), slowRoutes()],
  };
}

const width = 12;

const probes = [chatApp.healthPath, chatApp.readyPath, chatApp.metricsPath].join("|");
const asked = `job="$service", route=~"$route", route!~"${probes}"`;
const buckets = `rate(copilot_http_request_duration_seconds_bucket{${asked}}[$__rate_interval])`;

function requests() {
  return timeSeries({
    title: "Requests by route",
    description: "Requests answered, whatever the answer.",
    width,
    unit: RequestsPerSecond,
    queries: {
      "{{route}}": `sum by (route) (rate(copilot_http_requests_total{${asked}}[$__rate_interval]))`,
    },
  });
}

function errors() {
  return timeSeries({
    title: "Errors by route",
    description:
      "4xx: what was asked is wrong or not there. 5xx: the application failed; see its logs.",
    width,
    unit: RequestsPerSecond,
    queries: {
      "{{status_class}} {{route}}": `sum by (route, status_class) (rate(copilot_http_requests_total{${asked}, status_class=~"4xx|5xx"}[$__rate_interval]))`,
    },
  });
}

function duration() {
  return timeSeries({
    title: "Response time",
    description: "From the head of a request to the end of its answer.",
    width,
    unit: Seconds,
    queries: percentiles(buckets),
  });
}

function slowRoutes() {
  return timeSeries({
    title: "Response time by route, p95",
    description: "95 % of the requests of a route were answered within this.",
    width,
    unit: Seconds,
    queries: { "{{route}}": `histogram_quantile(0.95, sum by (le, route) (${buckets}))` },
  });
}
