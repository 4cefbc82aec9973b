import type { Alert } from "../rules.ts";

/** Of Loki. */
export const lokiAlerts: Alert[] = [
  {
    alert: "LokiRequestErrors",
    expr:
      'sum by (job, route) (rate(loki_request_duration_seconds_count{status_code=~"5.."}[5m]))' +
      " / sum by (job, route) (rate(loki_request_duration_seconds_count[5m])) > 0.1" +
      " and sum by (job, route) (rate(loki_request_duration_seconds_count[5m])) > 0.02",
    for: "15m",
    severity: "critical",
    summary: "Loki fails requests.",
    description:
      "Loki fails {{ $value | humanizePercentage }} of the requests to {{ $labels.route }}.",
  },
  {
    alert: "LokiPanic",
    expr: "sum by (job, instance) (increase(loki_panic_total[10m])) > 0",
    for: "0s",
    severity: "critical",
    summary: "A part of Loki has crashed.",
    description:
      "Loki at {{ $labels.instance }} crashed {{ $value | humanize }} times in 10 minutes.",
  },
  {
    alert: "LokiCompactionStale",
    // The name is from before the store TSDB, which keeps it. 0 stands for not yet.
    expr:
      "time() - (loki_boltdb_shipper_compact_tables_operation_last_successful_run_timestamp_seconds" +
      " > 0) > 3 * 3600",
    for: "1h",
    severity: "critical",
    summary: "Loki has not compacted its index for hours.",
    description: "The last good compaction of Loki was {{ $value | humanizeDuration }} ago.",
  },
  {
    alert: "LokiRetentionStale",
    expr:
      "time() - (loki_compactor_apply_retention_last_successful_run_timestamp_seconds > 0)" +
      " > 6 * 3600",
    for: "1h",
    severity: "warning",
    summary: "Loki no longer deletes old lines.",
    description:
      "Loki last applied its retention {{ $value | humanizeDuration }} ago; its disk will fill up.",
  },
  {
    alert: "LokiDiscardingLines",
    // An agent may send the last line of a silent container again and again; its age is no loss.
    expr:
      "sum by (job, reason)" +
      ' (rate(loki_discarded_samples_total{reason!="greater_than_max_sample_age"}[5m])) > 0',
    for: "15m",
    severity: "warning",
    summary: "Loki refuses log lines.",
    description:
      "Loki refuses {{ $value | humanize }} lines per second because of {{ $labels.reason }}.",
  },
  {
    alert: "LokiDiskFull",
    // From here on it refuses every line; the counter of its failures rises once and says no more.
    expr: "max by (job, instance) (loki_ingester_wal_disk_usage_percent) >= 0.9",
    for: "0s",
    severity: "critical",
    summary: "The disk of Loki is full.",
    description:
      "Loki at {{ $labels.instance }} refuses every line," +
      " because its disk is {{ $value | humanizePercentage }} full.",
  },
];

/** Of Promtail. */
export const promtailAlerts: Alert[] = [
  {
    alert: "PromtailDroppingLines",
    expr: "sum by (job, reason) (increase(promtail_dropped_entries_total[10m])) > 0",
    for: "5m",
    severity: "critical",
    summary: "Log lines are lost before they reach Loki.",
    description:
      "Promtail dropped {{ $value | humanize }} lines in 10 minutes because of {{ $labels.reason }}.",
  },
];

/** Of Alloy. */
export const alloyAlerts: Alert[] = [
  {
    alert: "AlloyDroppingLines",
    expr: "sum by (job, reason) (increase(loki_write_dropped_entries_total[10m])) > 0",
    for: "5m",
    severity: "critical",
    summary: "Log lines are lost before they reach Loki.",
    description:
      "Alloy dropped {{ $value | humanize }} lines in 10 minutes because of {{ $labels.reason }}.",
  },
  {
    alert: "AlloyUnhealthy",
    expr: 'sum by (job) (alloy_component_controller_running_components{health_type!="healthy"}) > 0',
    for: "15m",
    severity: "warning",
    summary: "A part of Alloy does not work.",
    description: "{{ $value }} components of Alloy are not healthy.",
  },
];
