import type { AlertCase, RecordingCase } from "./case.ts";

const node = 'job="node-exporter",instance="node-exporter:9100"';
const root = `${node},device="/dev/sda1",fstype="ext4",mountpoint="/"`;
const memory = `${node},device="tmpfs",fstype="tmpfs",mountpoint="/run"`;
const instance = { job: "node-exporter", instance: "node-exporter:9100" };
const labels = { ...instance, device: "/dev/sda1", fstype: "ext4", mountpoint: "/" };

/** A disk of 1000 bytes. */
function disk(selector: string, available: string, readonly = "0x600") {
  return {
    [`node_filesystem_avail_bytes{${selector}}`]: available,
    [`node_filesystem_size_bytes{${selector}}`]: "1000x600",
    [`node_filesystem_readonly{${selector}}`]: readonly,
  };
}

export const hostCases: AlertCase[] = [
  {
    alert: "HostDiskFillingUp",
    name: "fires when it is full within a day if it goes on like this",
    series: disk(root, "500-0.5x600"),
    at: "8h",
    firing: [
      {
        labels,
        description:
          "/ of node-exporter:9100 has 26% left and is full within 24 hours if it goes on like this.",
      },
    ],
  },
  {
    alert: "HostDiskFillingUp",
    name: "stays quiet while two fifths are left",
    series: disk(root, "900-0.9x600"),
    at: "8h",
  },
  {
    alert: "HostDiskFillingUp",
    name: "stays quiet when it fills up within two days",
    series: disk(root, "390-0.1x600"),
    at: "8h",
  },
  {
    alert: "HostDiskAlmostFull",
    name: "fires when less than a twentieth is left",
    series: disk(root, "40x600"),
    at: "30m",
    firing: [{ labels, description: "/ of node-exporter:9100 has 4% left." }],
  },
  {
    alert: "HostDiskAlmostFull",
    name: "stays quiet when a twentieth is left",
    series: disk(root, "50x600"),
    at: "1h",
  },
  {
    alert: "HostDiskAlmostFull",
    name: "stays quiet about what cannot be written and what is no disk",
    series: { ...disk(root, "0x600", "1x600"), ...disk(memory, "0x600") },
    at: "1h",
  },
  {
    alert: "HostMemoryHigh",
    name: "fires when more than nine tenths are used",
    series: {
      [`node_memory_MemAvailable_bytes{${node}}`]: "5x30",
      [`node_memory_MemTotal_bytes{${node}}`]: "100x30",
    },
    at: "16m",
    firing: [{ labels: instance, description: "node-exporter:9100 uses 95% of its memory." }],
  },
  {
    alert: "HostMemoryHigh",
    name: "stays quiet when just less is used",
    series: {
      [`node_memory_MemAvailable_bytes{${node}}`]: "11x30",
      [`node_memory_MemTotal_bytes{${node}}`]: "100x30",
    },
    at: "20m",
  },
  {
    alert: "HostCpuHigh",
    name: "fires when all processors are busy for half an hour",
    series: {
      [`node_cpu_seconds_total{${node},cpu="0",mode="idle"}`]: "0+3x60",
      [`node_cpu_seconds_total{${node},cpu="1",mode="idle"}`]: "0+3x60",
    },
    at: "40m",
    firing: [{ labels: instance, description: "node-exporter:9100 uses 95% of its CPU." }],
  },
  {
    alert: "HostCpuHigh",
    name: "stays quiet when one of two processors is busy",
    series: {
      [`node_cpu_seconds_total{${node},cpu="0",mode="idle"}`]: "0x60",
      [`node_cpu_seconds_total{${node},cpu="1",mode="idle"}`]: "0+60x60",
    },
    at: "40m",
  },
];

export const hostRecordingCases: RecordingCase[] = [
  {
    record: "instance:node_cpu_utilisation:rate5m",
    name: "waiting for a disk is no work",
    series: {
      [`node_cpu_seconds_total{${node},cpu="0",mode="idle"}`]: "0+15x10",
      [`node_cpu_seconds_total{${node},cpu="0",mode="iowait"}`]: "0+15x10",
      [`node_cpu_seconds_total{${node},cpu="0",mode="user"}`]: "0+30x10",
    },
    at: "10m",
    samples: { [`{${node}}`]: 0.5 },
  },
  {
    record: "instance:node_load1_per_cpu:ratio",
    name: "the load counts per processor",
    series: {
      [`node_load1{${node}}`]: "3x10",
      [`node_cpu_seconds_total{${node},cpu="0",mode="idle"}`]: "0+15x10",
      [`node_cpu_seconds_total{${node},cpu="1",mode="idle"}`]: "0+15x10",
    },
    at: "10m",
    samples: { [`{${node}}`]: 1.5 },
  },
];
