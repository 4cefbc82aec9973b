import { RequestsPerMinute, Seconds } from "@grafana/grafana-foundation-sdk/units";
import type { Row } from "../dashboard.ts";
import { shareSeries, timeSeries } from "../panels.ts";
import { percentiles } from "../promql.ts";

/** How much is searched, how fast, and how often in vain. */
export function searchRow(): Row {
  return { id: 300, title: "Search", panels: [searches(), duration(), withoutHits()] };
}

const width = 8;

function searches() {
  return timeSeries({
    title: "Searches by mode",
    description: "Text alone answers while the search by meaning is away.",
    width,
    unit: RequestsPerMinute,
    queries: { "{{mode}}": `60 * sum by (mode) (${rate("copilot_searches_total")})` },
  });
}

function duration() {
  return timeSeries({
    title: "Search time",
    description: "Time inside the application; empty while nobody searches.",
    width,
    unit: Seconds,
    queries: percentiles(rate("copilot_search_duration_seconds_bucket")),
  });
}

function withoutHits() {
  const found = `sum(${rate("copilot_searches_without_hits_total")})`;
  return shareSeries({
    title: "Searches without hits",
    description: "Share of the searches that found nothing; empty while nobody searches.",
    width,
    queries: { "Without hits": `${found} / (sum(${rate("copilot_searches_total")}) > 0)` },
  });
}

function rate(counter: string): string {
  return `rate(${counter}{job="$service"}[$__rate_interval])`;
}
