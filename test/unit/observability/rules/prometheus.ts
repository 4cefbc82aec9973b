import type { AlertCase } from "./case.ts";

const labels = { job: "prometheus", instance: "localhost:9090" };
const self = 'job="prometheus",instance="localhost:9090"';

export const prometheusCases: AlertCase[] = [
  {
    alert: "Watchdog",
    name: "fires from the start, whatever there is",
    series: {},
    at: "0m",
    firing: [
      {
        labels: {},
        description:
          "Fires always. Whoever receives it notices by its absence that alerts no longer arrive.",
      },
    ],
  },
  {
    alert: "PrometheusBadConfig",
    name: "fires when a reload has failed",
    series: { [`prometheus_config_last_reload_successful{${self}}`]: "1x5 0x20" },
    at: "21m",
    firing: [
      {
        labels,
        description:
          "Prometheus at localhost:9090 runs with the configuration before the last change.",
      },
    ],
  },
  {
    alert: "PrometheusBadConfig",
    name: "stays quiet when the next reload was good",
    series: { [`prometheus_config_last_reload_successful{${self}}`]: "0x8 1 0x8 1 0x8" },
    at: "21m",
  },
  {
    alert: "PrometheusRuleFailures",
    name: "fires when rules fail for a quarter of an hour",
    series: {
      [`prometheus_rule_evaluation_failures_total{${self},rule_group="a"}`]: "0+1x30",
      [`prometheus_rule_evaluation_failures_total{${self},rule_group="b"}`]: "0+1x30",
    },
    at: "25m",
    firing: [
      {
        labels,
        description: "Prometheus at localhost:9090 failed 10 evaluations of rules in 5 minutes.",
      },
    ],
  },
  {
    alert: "PrometheusRuleFailures",
    name: "stays quiet after a single failure",
    series: { [`prometheus_rule_evaluation_failures_total{${self}}`]: "0x5 1x30" },
    at: "25m",
  },
  {
    alert: "PrometheusRuleEvaluationsMissed",
    name: "fires when evaluations are left out for a quarter of an hour",
    series: { [`prometheus_rule_group_iterations_missed_total{${self},rule_group="a"}`]: "0+1x30" },
    at: "25m",
    firing: [
      {
        labels,
        description: "Prometheus at localhost:9090 left out 5 evaluations of rules in 5 minutes.",
      },
    ],
  },
  {
    alert: "PrometheusRuleEvaluationsMissed",
    name: "stays quiet when none is left out",
    series: { [`prometheus_rule_group_iterations_missed_total{${self},rule_group="a"}`]: "7x30" },
    at: "25m",
  },
  {
    alert: "PrometheusNotificationsDropped",
    name: "fires when notifications are dropped",
    series: {
      [`prometheus_notifications_dropped_total{${self},alertmanager="alertmanager"}`]: "0+2x15",
    },
    at: "11m",
    firing: [
      {
        labels,
        description: "Prometheus at localhost:9090 dropped 20 notifications in 10 minutes.",
      },
    ],
  },
  {
    alert: "PrometheusNotificationsDropped",
    name: "stays quiet when none is dropped any more",
    series: { [`prometheus_notifications_dropped_total{${self}}`]: "0+2x5 10x15" },
    at: "20m",
  },
  {
    alert: "PrometheusCompactionsFailing",
    name: "fires when compactions fail for hours",
    series: { [`prometheus_tsdb_compactions_failed_total{${self}}`]: "0+0.1x600" },
    at: "8h",
    firing: [
      {
        labels,
        description: "Prometheus at localhost:9090 failed 18 compactions in 3 hours. See its disk.",
      },
    ],
  },
  {
    alert: "PrometheusCompactionsFailing",
    name: "stays quiet three hours after a failure",
    series: { [`prometheus_tsdb_compactions_failed_total{${self}}`]: "0x60 1x600" },
    at: "8h",
  },
  {
    alert: "PrometheusWalCorruption",
    name: "fires when damage was found",
    series: { [`prometheus_tsdb_wal_corruptions_total{${self}}`]: "0+1x15" },
    at: "11m",
    firing: [
      {
        labels,
        description:
          "Prometheus at localhost:9090 found 10 damaged places; the newest samples may be lost.",
      },
    ],
  },
  {
    alert: "PrometheusWalCorruption",
    name: "stays quiet when no damage was found",
    series: { [`prometheus_tsdb_wal_corruptions_total{${self}}`]: "0x15" },
    at: "11m",
  },
  {
    alert: "PrometheusNotIngesting",
    name: "fires when nothing is stored for ten minutes",
    series: {
      [`prometheus_tsdb_head_samples_appended_total{${self},type="float"}`]: "500x30",
      [`prometheus_tsdb_head_samples_appended_total{${self},type="histogram"}`]: "0x30",
    },
    at: "15m",
    firing: [
      {
        labels,
        description:
          "Prometheus at localhost:9090 has stored nothing for 10 minutes: every other alert is blind.",
      },
    ],
  },
  {
    alert: "PrometheusNotIngesting",
    name: "stays quiet while samples of one type are stored",
    series: {
      [`prometheus_tsdb_head_samples_appended_total{${self},type="float"}`]: "0+500x30",
      [`prometheus_tsdb_head_samples_appended_total{${self},type="histogram"}`]: "0x30",
    },
    at: "15m",
  },
];
