import type { Alert } from "../rules.ts";

const where = "Prometheus at {{ $labels.instance }}";

/**
 * Of Prometheus itself. Where a gauge is compared, the maximum over five minutes keeps one failed
 * scrape from ending the alert.
 */
export const prometheusAlerts: Alert[] = [
  {
    alert: "Watchdog",
    expr: "vector(1)",
    for: "0s",
    severity: "none",
    summary: "The alerting works.",
    description:
      "Fires always. Whoever receives it notices by its absence that alerts no longer arrive.",
  },
  {
    alert: "PrometheusBadConfig",
    expr: "max_over_time(prometheus_config_last_reload_successful[5m]) == 0",
    for: "10m",
    severity: "critical",
    summary: "Prometheus could not load its configuration.",
    description: `${where} runs with the configuration before the last change.`,
  },
  {
    alert: "PrometheusRuleFailures",
    expr: "sum by (job, instance) (increase(prometheus_rule_evaluation_failures_total[5m])) > 0",
    for: "15m",
    severity: "critical",
    summary: "Prometheus fails to evaluate rules, so alerts may be missing.",
    description: `${where} failed {{ $value | humanize }} evaluations of rules in 5 minutes.`,
  },
  {
    alert: "PrometheusRuleEvaluationsMissed",
    expr: "sum by (job, instance) (increase(prometheus_rule_group_iterations_missed_total[5m])) > 0",
    for: "15m",
    severity: "warning",
    summary: "Prometheus is too slow to evaluate every rule in time.",
    description: `${where} left out {{ $value | humanize }} evaluations of rules in 5 minutes.`,
  },
  {
    alert: "PrometheusNotificationsDropped",
    expr: "sum by (job, instance) (increase(prometheus_notifications_dropped_total[10m])) > 0",
    for: "0s",
    severity: "critical",
    summary: "Alerts do not reach Alertmanager.",
    description: `${where} dropped {{ $value | humanize }} notifications in 10 minutes.`,
  },
  {
    alert: "PrometheusCompactionsFailing",
    expr: "increase(prometheus_tsdb_compactions_failed_total[3h]) > 0",
    for: "4h",
    severity: "warning",
    summary: "Prometheus cannot compact what it has stored.",
    description: `${where} failed {{ $value | humanize }} compactions in 3 hours. See its disk.`,
  },
  {
    alert: "PrometheusWalCorruption",
    expr: "increase(prometheus_tsdb_wal_corruptions_total[10m]) > 0",
    for: "0s",
    severity: "critical",
    summary: "Prometheus found its write-ahead log damaged.",
    description: `${where} found {{ $value | humanize }} damaged places; the newest samples may be lost.`,
  },
  {
    alert: "PrometheusNotIngesting",
    expr: "sum without (type) (rate(prometheus_tsdb_head_samples_appended_total[5m])) <= 0",
    for: "10m",
    severity: "critical",
    summary: "Prometheus stores no samples.",
    description: `${where} has stored nothing for 10 minutes: every other alert is blind.`,
  },
];
