import { BytesIEC, Seconds, Short } from "@grafana/grafana-foundation-sdk/units";
import type { Row } from "../dashboard.ts";
import { timeSeries } from "../panels.ts";

/** The process of Node that the application is. */
export function processRow(): Row {
  return { id: 500, title: "Process", panels: [processors(), memory(), eventLoop()] };
}

const width = 8;

function processors() {
  return timeSeries({
    title: "Processors in use",
    description: "Cores that the process keeps busy. Near 1, requests wait for each other.",
    width,
    unit: Short,
    queries: { Cores: 'sum(rate(process_cpu_seconds_total{job="$service"}[$__rate_interval]))' },
  });
}

function memory() {
  return timeSeries({
    title: "Memory",
    description: "All memory of the process, and what JavaScript objects take of it.",
    width,
    unit: BytesIEC,
    queries: {
      Process: 'sum(process_resident_memory_bytes{job="$service"})',
      Objects: 'sum(nodejs_heap_size_used_bytes{job="$service"})',
    },
  });
}

function eventLoop() {
  return timeSeries({
    title: "Event loop lag, p99",
    description: "How late timers ran. Above 0.1 s, a request holds up the others.",
    width,
    unit: Seconds,
    queries: { Lag: 'max(nodejs_eventloop_lag_p99_seconds{job="$service"})' },
  });
}
