import type { Alert } from "../rules.ts";

/** A container and what it serves are one thing to whoever is told. */
const labels = { job: "{{ $labels.service }}" };

/** Of the containers of this stack. */
export const containerAlerts: Alert[] = [
  {
    alert: "ContainerRestarting",
    expr: 'max by (service) (changes(container_start_time_seconds{service!=""}[15m])) > 2',
    for: "0s",
    severity: "critical",
    labels,
    summary: "A container starts again and again.",
    description:
      "The container of {{ $labels.service }} started {{ $value }} times in 15 minutes. See its log.",
  },
  {
    alert: "ContainerOutOfMemory",
    expr: 'sum by (service) (increase(container_oom_events_total{service!=""}[10m])) > 0',
    for: "0s",
    severity: "critical",
    labels,
    summary: "A container was killed for want of memory.",
    description: "{{ $labels.service }} needed more memory than its limit allows.",
  },
  {
    alert: "ContainerUnhealthy",
    // 1 is healthy and -1 has no health check.
    expr: 'max by (service) (container_health_state{service!=""}) == 0',
    for: "5m",
    severity: "warning",
    labels,
    summary: "A container fails its health check.",
    description: "The container of {{ $labels.service }} runs, but fails its health check.",
  },
  {
    alert: "ContainerMemoryNearLimit",
    expr: "service:container_memory:ratio_of_limit > 0.9",
    for: "10m",
    severity: "warning",
    labels,
    summary: "A container has almost no memory left.",
    description:
      "{{ $labels.service }} uses {{ $value | humanizePercentage }} of its memory limit.",
  },
  {
    alert: "ContainerCpuThrottled",
    // A container that does almost nothing is busy in so few slices that a share says nothing.
    expr:
      "service:container_cpu_throttled:ratio_rate5m > 0.25" +
      ' and sum by (service) (rate(container_cpu_cfs_periods_total{service!=""}[5m])) > 1',
    for: "15m",
    severity: "warning",
    labels,
    summary: "A container wants more CPU than its limit allows.",
    description:
      "{{ $labels.service }} was held back in {{ $value | humanizePercentage }} of the time slices.",
  },
];
