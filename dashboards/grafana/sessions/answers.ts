import { BytesIEC, RequestsPerMinute, Seconds, Short } from "@grafana/grafana-foundation-sdk/units";
import type { Row } from "../dashboard.ts";
import { shareSeries, timeSeries } from "../panels.ts";

/** Where answers come from: the parts of a search, the cache, the vectors, the figures. */
export function answersRow(): Row {
  return {
    id: 900,
    title: "Where answers come from",
    panels: [
      legs(),
      fallbacks(),
      vectors(),
      cacheHits(),
      cacheCalls(),
      cacheEntries(),
      cacheSize(),
      figures(),
      snapshots(),
    ],
  };
}

const width = 8;

function legs() {
  const buckets = rate("copilot_search_leg_duration_seconds_bucket");
  return timeSeries({
    title: "Parts of a search, p95",
    description: "Which part makes people wait; empty while nobody searches.",
    width,
    unit: Seconds,
    queries: { "{{leg}}": `histogram_quantile(0.95, sum by (leg, le) (${buckets}))` },
  });
}

function fallbacks() {
  return timeSeries({
    title: "Searches by words alone",
    description: "Why the meaning of a question was not looked for.",
    width,
    unit: RequestsPerMinute,
    queries: {
      "{{reason}}": `60 * sum by (reason) (${rate("copilot_search_fallbacks_total")})`,
    },
  });
}

function vectors() {
  return timeSeries({
    title: "Vectors",
    description: "Messages that are found by meaning, and those that wait for it.",
    width,
    unit: Short,
    queries: {
      "{{generation}}": 'max by (generation) (copilot_vectors{job="$service"})',
      Waiting: 'max(copilot_messages_without_vector{job="$service"})',
    },
  });
}

function cacheHits() {
  const reads = rate("copilot_cache_reads_total");
  const hits = `sum(${rate("copilot_cache_reads_total", 'result="hit"')})`;
  return shareSeries({
    title: "Cache hits",
    description: "Share of the searches whose answer was there already.",
    width,
    queries: { Hits: `${hits} / (sum(${reads}) > 0)` },
  });
}

function cacheCalls() {
  return timeSeries({
    title: "Answers given to the cache",
    description: "By what became of them, and those that were given up later.",
    width,
    unit: RequestsPerMinute,
    queries: {
      "{{result}}": `60 * sum by (result) (${rate("copilot_cache_writes_total")})`,
      "given up for {{reason}}": `60 * sum by (reason) (${rate("copilot_cache_dropped_total")})`,
    },
  });
}

function cacheEntries() {
  return timeSeries({
    title: "Answers in the cache",
    description: "Of a cache in memory; a Redis tells of its own.",
    width,
    unit: Short,
    queries: { Answers: 'sum(copilot_cache_entries{job="$service"})' },
  });
}

function cacheSize() {
  return timeSeries({
    title: "Size of the cache",
    description: "Of a cache in memory; a Redis tells of its own.",
    width,
    unit: BytesIEC,
    queries: { Size: 'sum(copilot_cache_size_bytes{job="$service"})' },
  });
}

function figures() {
  return timeSeries({
    title: "Figures of the database",
    description: "How old they are, and how long it takes to count them.",
    width,
    unit: Seconds,
    queries: {
      Age: 'time() - max(copilot_figures_timestamp_seconds{job="$service"})',
      Count: 'max(copilot_figures_duration_seconds{job="$service"})',
    },
  });
}

function snapshots() {
  const saved = 'increase(copilot_metric_snapshots_total{job="$service"}[1h])';
  return timeSeries({
    title: "Snapshots in an hour",
    description: "What the history of the metrics is made from.",
    width,
    unit: Short,
    queries: { "{{outcome}}": `sum by (outcome) (${saved})` },
  });
}

function rate(counter: string, selector = ""): string {
  const labels = ['job="$service"', ...(selector === "" ? [] : [selector])];
  return `rate(${counter}{${labels.join(", ")}}[$__rate_interval])`;
}
