import type { AlertCase } from "./case.ts";

const manager = 'job="alertmanager",instance="alertmanager:9093"';
const slack = `${manager},integration="slack"`;

export const alertmanagerCases: AlertCase[] = [
  {
    alert: "PrometheusNotConnectedToAlertmanager",
    name: "fires when none is known",
    series: {
      'prometheus_notifications_alertmanagers_discovered{job="prometheus",instance="localhost:9090"}':
        "0x30",
    },
    at: "11m",
    firing: [
      {
        labels: { job: "prometheus", instance: "localhost:9090" },
        description: "Prometheus at localhost:9090 has nobody to send its alerts to.",
      },
    ],
  },
  {
    alert: "PrometheusNotConnectedToAlertmanager",
    name: "stays quiet when one is known",
    series: {
      'prometheus_notifications_alertmanagers_discovered{job="prometheus",instance="localhost:9090"}':
        "1x30",
    },
    at: "20m",
  },
  {
    alert: "AlertmanagerBadConfig",
    name: "fires when a reload has failed",
    series: { [`alertmanager_config_last_reload_successful{${manager}}`]: "1x5 0x20" },
    at: "21m",
    firing: [
      {
        labels: { job: "alertmanager", instance: "alertmanager:9093" },
        description:
          "Alertmanager at alertmanager:9093 runs with the configuration before the last change.",
      },
    ],
  },
  {
    alert: "AlertmanagerBadConfig",
    name: "stays quiet when scrapes fail and the reload was good",
    series: { [`alertmanager_config_last_reload_successful{${manager}}`]: "1 _ _ 1 _ _ 1 _ _ 1" },
    at: "9m",
  },
  {
    alert: "AlertmanagerNotificationsFailing",
    name: "fires when a share fails, whatever the reasons",
    series: {
      [`alertmanager_notifications_total{${slack}}`]: "0+10x40",
      [`alertmanager_notifications_failed_total{${slack},reason="clientError"}`]: "0+1x40",
      [`alertmanager_notifications_failed_total{${slack},reason="serverError"}`]: "0+1x40",
    },
    at: "25m",
    firing: [
      {
        labels: {
          job: "alertmanager",
          instance: "alertmanager:9093",
          integration: "slack",
        },
        description: "20% of the notifications through slack fail. See its address and its secret.",
      },
    ],
  },
  {
    alert: "AlertmanagerNotificationsFailing",
    name: "stays quiet when one in a hundred fails",
    series: {
      [`alertmanager_notifications_total{${slack}}`]: "0+101x40",
      [`alertmanager_notifications_failed_total{${slack},reason="other"}`]: "0+1x40",
    },
    at: "25m",
  },
  {
    alert: "AlertmanagerNotificationsFailing",
    name: "stays quiet when there is nothing to tell",
    series: {
      [`alertmanager_notifications_total{${slack}}`]: "10x40",
      [`alertmanager_notifications_failed_total{${slack},reason="other"}`]: "5x40",
    },
    at: "25m",
  },
];
