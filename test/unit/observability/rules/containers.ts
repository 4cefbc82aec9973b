import type { AlertCase, RecordingCase } from "./case.ts";

const cadvisor = 'job="cadvisor",instance="cadvisor:8080"';
const qdrant = `${cadvisor},id="/docker/1",image="qdrant",name="local-qdrant",service="qdrant"`;
/** The machine as a whole, which is no service. */
const machine = `${cadvisor},id="/"`;
const labels = { job: "qdrant", service: "qdrant" };

export const containerCases: AlertCase[] = [
  {
    alert: "ContainerRestarting",
    name: "fires at the third restart within a quarter of an hour",
    series: { [`container_start_time_seconds{${qdrant}}`]: "100x3 200x3 300x3 400x3" },
    at: "14m",
    firing: [
      {
        labels,
        description: "The container of qdrant started 3 times in 15 minutes. See its log.",
      },
    ],
  },
  {
    alert: "ContainerRestarting",
    name: "stays quiet at the second",
    series: { [`container_start_time_seconds{${qdrant}}`]: "100x3 200x3 300x9" },
    at: "14m",
  },
  {
    alert: "ContainerOutOfMemory",
    name: "fires when the kernel has killed it",
    series: { [`container_oom_events_total{${qdrant}}`]: "0x5 1x10" },
    at: "8m",
    firing: [{ labels, description: "qdrant needed more memory than its limit allows." }],
  },
  {
    alert: "ContainerOutOfMemory",
    name: "stays quiet about others, and when it was long ago",
    series: {
      [`container_oom_events_total{${qdrant}}`]: "0x5 1x30",
      [`container_oom_events_total{${machine}}`]: "0+1x40",
    },
    at: "20m",
  },
  {
    alert: "ContainerUnhealthy",
    name: "fires when its health check fails for five minutes",
    series: { [`container_health_state{${qdrant}}`]: "1x5 0x10" },
    at: "11m",
    firing: [
      {
        labels,
        description: "The container of qdrant runs, but fails its health check.",
      },
    ],
  },
  {
    alert: "ContainerUnhealthy",
    name: "stays quiet while it starts",
    series: { [`container_health_state{${qdrant}}`]: "0x3 1x20" },
    at: "10m",
  },
  {
    alert: "ContainerUnhealthy",
    name: "stays quiet when it has no health check",
    series: { [`container_health_state{${qdrant}}`]: "-1x20" },
    at: "15m",
  },
  {
    alert: "ContainerMemoryNearLimit",
    name: "fires when nine tenths of the limit are used",
    series: {
      [`container_memory_working_set_bytes{${qdrant}}`]: "950x20",
      [`container_spec_memory_limit_bytes{${qdrant}}`]: "1000x20",
    },
    at: "12m",
    firing: [{ labels, description: "qdrant uses 95% of its memory limit." }],
  },
  {
    alert: "ContainerMemoryNearLimit",
    name: "stays quiet when just nine tenths are used",
    series: {
      [`container_memory_working_set_bytes{${qdrant}}`]: "900x20",
      [`container_spec_memory_limit_bytes{${qdrant}}`]: "1000x20",
    },
    at: "15m",
  },
  {
    alert: "ContainerMemoryNearLimit",
    name: "stays quiet without a limit",
    series: {
      [`container_memory_working_set_bytes{${qdrant}}`]: "900x20",
      [`container_spec_memory_limit_bytes{${qdrant}}`]: "0x20",
    },
    at: "15m",
  },
  {
    alert: "ContainerCpuThrottled",
    name: "fires when it is held back in more than a quarter of the slices",
    series: {
      [`container_cpu_cfs_throttled_periods_total{${qdrant}}`]: "0+300x40",
      [`container_cpu_cfs_periods_total{${qdrant}}`]: "0+600x40",
    },
    at: "25m",
    firing: [{ labels, description: "qdrant was held back in 50% of the time slices." }],
  },
  {
    alert: "ContainerCpuThrottled",
    name: "stays quiet when it is held back in just fewer",
    series: {
      [`container_cpu_cfs_throttled_periods_total{${qdrant}}`]: "0+149x40",
      [`container_cpu_cfs_periods_total{${qdrant}}`]: "0+600x40",
    },
    at: "25m",
  },
  {
    alert: "ContainerCpuThrottled",
    name: "stays quiet when it does almost nothing",
    series: {
      [`container_cpu_cfs_throttled_periods_total{${qdrant}}`]: "0+30x40",
      [`container_cpu_cfs_periods_total{${qdrant}}`]: "0+50x40",
    },
    at: "25m",
  },
];

export const containerRecordingCases: RecordingCase[] = [
  {
    record: "service:container_cpu_usage:rate5m",
    name: "the CPU of a container counts by service, and that of the machine not at all",
    series: {
      [`container_cpu_usage_seconds_total{${qdrant},cpu="cpu00"}`]: "0+30x10",
      [`container_cpu_usage_seconds_total{${qdrant},cpu="cpu01"}`]: "0+15x10",
      [`container_cpu_usage_seconds_total{${machine},cpu="cpu00"}`]: "0+60x10",
    },
    at: "10m",
    samples: { '{service="qdrant"}': 0.75 },
  },
  {
    record: "service:container_memory:ratio_of_limit",
    name: "a container without a limit has no share of it",
    series: {
      [`container_memory_working_set_bytes{${qdrant}}`]: "250x10",
      [`container_spec_memory_limit_bytes{${qdrant}}`]: "1000x5 0x5",
    },
    at: "10m",
    samples: {},
  },
];
