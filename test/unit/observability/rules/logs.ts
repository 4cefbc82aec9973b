import type { AlertCase, RecordingCase } from "./case.ts";

const loki = 'job="loki",instance="loki:3100"';
const push = `${loki},method="POST",route="loki_api_v1_push"`;
const labels = { job: "loki", instance: "loki:3100" };
const compacted =
  "loki_boltdb_shipper_compact_tables_operation_last_successful_run_timestamp_seconds";
const retained = "loki_compactor_apply_retention_last_successful_run_timestamp_seconds";

export const lokiCases: AlertCase[] = [
  {
    alert: "LokiRequestErrors",
    name: "fires when more than a tenth of the requests to a route fails",
    series: {
      [`loki_request_duration_seconds_count{${push},status_code="204"}`]: "0+60x40",
      [`loki_request_duration_seconds_count{${push},status_code="500"}`]: "0+20x40",
    },
    at: "25m",
    firing: [
      {
        labels: { job: "loki", route: "loki_api_v1_push" },
        description: "Loki fails 25% of the requests to loki_api_v1_push.",
      },
    ],
  },
  {
    alert: "LokiRequestErrors",
    name: "stays quiet when just less than a tenth fails",
    series: {
      [`loki_request_duration_seconds_count{${push},status_code="204"}`]: "0+91x40",
      [`loki_request_duration_seconds_count{${push},status_code="500"}`]: "0+9x40",
    },
    at: "25m",
  },
  {
    alert: "LokiRequestErrors",
    name: "stays quiet when one request a minute fails",
    series: { [`loki_request_duration_seconds_count{${push},status_code="500"}`]: "0+1x40" },
    at: "25m",
  },
  {
    alert: "LokiRequestErrors",
    name: "stays quiet without requests",
    series: { [`loki_request_duration_seconds_count{${push},status_code="500"}`]: "70x40" },
    at: "25m",
  },
  {
    alert: "LokiPanic",
    name: "fires after a crash",
    series: { [`loki_panic_total{${loki}}`]: "0+1x15" },
    at: "10m",
    firing: [{ labels, description: "Loki at loki:3100 crashed 10 times in 10 minutes." }],
  },
  {
    alert: "LokiPanic",
    name: "stays quiet when the crash was long ago",
    series: { [`loki_panic_total{${loki}}`]: "0 1x30" },
    at: "20m",
  },
  {
    alert: "LokiCompactionStale",
    name: "fires four hours after the last compaction",
    series: { [`${compacted}{${loki}}`]: "60x300" },
    at: "242m",
    firing: [{ labels, description: "The last good compaction of Loki was 4h 1m 0s ago." }],
  },
  {
    alert: "LokiCompactionStale",
    name: "stays quiet up to three hours after it",
    series: { [`${compacted}{${loki}}`]: "60x100 6000x300" },
    at: "275m",
  },
  {
    alert: "LokiCompactionStale",
    name: "stays quiet when there was none yet",
    series: { [`${compacted}{${loki}}`]: "0x300" },
    at: "300m",
  },
  {
    alert: "LokiRetentionStale",
    name: "fires seven hours after old lines were last deleted",
    series: { [`${retained}{${loki}}`]: "60x500" },
    at: "422m",
    firing: [
      {
        labels,
        description: "Loki last applied its retention 7h 1m 0s ago; its disk will fill up.",
      },
    ],
  },
  {
    alert: "LokiRetentionStale",
    name: "stays quiet six hours after it",
    series: { [`${retained}{${loki}}`]: "60x500" },
    at: "6h",
  },
  {
    alert: "LokiRetentionStale",
    name: "stays quiet when there was none yet",
    series: { [`${retained}{${loki}}`]: "0x500" },
    at: "500m",
  },
  {
    alert: "LokiDiscardingLines",
    name: "fires when lines are refused",
    series: { [`loki_discarded_samples_total{${loki},reason="rate_limited"}`]: "0+60x40" },
    at: "20m",
    firing: [
      {
        labels: { job: "loki", reason: "rate_limited" },
        description: "Loki refuses 1 lines per second because of rate_limited.",
      },
    ],
  },
  {
    alert: "LokiDiscardingLines",
    name: "stays quiet when an agent sends lines that are too old",
    series: {
      [`loki_discarded_samples_total{${loki},reason="greater_than_max_sample_age"}`]: "0+60x40",
    },
    at: "20m",
  },
  {
    alert: "LokiDiskFull",
    name: "fires for as long as lines are refused",
    series: { [`loki_ingester_wal_disk_usage_percent{${loki}}`]: "0.9x60" },
    at: "50m",
    firing: [
      {
        labels,
        description: "Loki at loki:3100 refuses every line, because its disk is 90% full.",
      },
    ],
  },
  {
    alert: "LokiDiskFull",
    name: "stays quiet while there is room",
    series: { [`loki_ingester_wal_disk_usage_percent{${loki}}`]: "0.89x15" },
    at: "10m",
  },
];

export const promtailCases: AlertCase[] = [
  {
    alert: "PromtailDroppingLines",
    name: "fires when lines are dropped",
    series: {
      'promtail_dropped_entries_total{job="promtail",instance="promtail:9080",host="loki:3100",reason="ingester_error",tenant=""}':
        "0+3x30",
    },
    at: "20m",
    firing: [
      {
        labels: { job: "promtail", reason: "ingester_error" },
        description: "Promtail dropped 30 lines in 10 minutes because of ingester_error.",
      },
    ],
  },
  {
    alert: "PromtailDroppingLines",
    name: "stays quiet when none is dropped any more",
    series: {
      'promtail_dropped_entries_total{job="promtail",instance="promtail:9080",reason="rate_limited"}':
        "0+3x5 15x30",
    },
    at: "25m",
  },
];

export const alloyCases: AlertCase[] = [
  {
    alert: "AlloyDroppingLines",
    name: "fires when lines are dropped",
    series: {
      'loki_write_dropped_entries_total{job="alloy",instance="alloy:12345",reason="rate_limited"}':
        "0+3x30",
    },
    at: "20m",
    firing: [
      {
        labels: { job: "alloy", reason: "rate_limited" },
        description: "Alloy dropped 30 lines in 10 minutes because of rate_limited.",
      },
    ],
  },
  {
    alert: "AlloyDroppingLines",
    name: "stays quiet when none is dropped",
    series: {
      'loki_write_dropped_entries_total{job="alloy",instance="alloy:12345",reason="rate_limited"}':
        "0x30",
    },
    at: "20m",
  },
  {
    alert: "AlloyUnhealthy",
    name: "fires when a component is not healthy for a quarter of an hour",
    series: {
      'alloy_component_controller_running_components{job="alloy",instance="alloy:12345",health_type="healthy"}':
        "4x30",
      'alloy_component_controller_running_components{job="alloy",instance="alloy:12345",health_type="unhealthy"}':
        "2x30",
    },
    at: "15m",
    firing: [{ labels: { job: "alloy" }, description: "2 components of Alloy are not healthy." }],
  },
  {
    alert: "AlloyUnhealthy",
    name: "stays quiet when all are healthy",
    series: {
      'alloy_component_controller_running_components{job="alloy",instance="alloy:12345",health_type="healthy"}':
        "6x30",
      'alloy_component_controller_running_components{job="alloy",instance="alloy:12345",health_type="exited"}':
        "0x30",
    },
    at: "20m",
  },
];

export const lokiRecordingCases: RecordingCase[] = [
  {
    record: "job_route:loki_request_duration_seconds:p99_5m",
    name: "Loki's slowest requests count by route",
    series: {
      [`loki_request_duration_seconds_bucket{${push},le="1"}`]: "0+98x10",
      [`loki_request_duration_seconds_bucket{${push},le="2"}`]: "0+100x10",
      [`loki_request_duration_seconds_bucket{${push},le="+Inf"}`]: "0+100x10",
    },
    at: "10m",
    samples: {
      '{job="loki",route="loki_api_v1_push"}': 1.5,
    },
  },
];
