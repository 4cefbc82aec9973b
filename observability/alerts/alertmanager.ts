import type { Alert } from "../rules.ts";

/** Of the way from Prometheus through Alertmanager to people. */
export const alertmanagerAlerts: Alert[] = [
  {
    alert: "PrometheusNotConnectedToAlertmanager",
    expr: "max_over_time(prometheus_notifications_alertmanagers_discovered[5m]) < 1",
    for: "10m",
    severity: "critical",
    summary: "Prometheus knows no Alertmanager.",
    description: "Prometheus at {{ $labels.instance }} has nobody to send its alerts to.",
  },
  {
    alert: "AlertmanagerBadConfig",
    expr: "max_over_time(alertmanager_config_last_reload_successful[5m]) == 0",
    for: "10m",
    severity: "critical",
    summary: "Alertmanager could not load its configuration.",
    description:
      "Alertmanager at {{ $labels.instance }} runs with the configuration before the last change.",
  },
  {
    alert: "AlertmanagerNotificationsFailing",
    // Without notifications the ratio is NaN, which is above nothing.
    expr:
      "sum by (job, instance, integration) (rate(alertmanager_notifications_failed_total[15m]))" +
      " / sum by (job, instance, integration) (rate(alertmanager_notifications_total[15m])) > 0.01",
    for: "5m",
    severity: "critical",
    summary: "Alertmanager cannot deliver notifications.",
    description:
      "{{ $value | humanizePercentage }} of the notifications through {{ $labels.integration }} fail." +
      " See its address and its secret.",
  },
];
