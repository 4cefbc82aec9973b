import type { Alert } from "../rules.ts";

/** Disks that hold data; what the kernel makes up is full or empty by nature. */
const disks = '{fstype!~"tmpfs|ramfs|overlay|squashfs|iso9660|erofs"}';
const isWritable = `node_filesystem_readonly${disks} == 0`;
const freeRatio = `node_filesystem_avail_bytes${disks} / node_filesystem_size_bytes${disks}`;

/** Of the machine. */
export const hostAlerts: Alert[] = [
  {
    alert: "HostDiskFillingUp",
    expr:
      `${freeRatio} < 0.4` +
      ` and predict_linear(node_filesystem_avail_bytes${disks}[6h], 24 * 3600) < 0` +
      ` and ${isWritable}`,
    for: "1h",
    severity: "warning",
    summary: "A disk will be full within a day.",
    description:
      "{{ $labels.mountpoint }} of {{ $labels.instance }} has {{ $value | humanizePercentage }} left" +
      " and is full within 24 hours if it goes on like this.",
  },
  {
    alert: "HostDiskAlmostFull",
    expr: `${freeRatio} < 0.05 and ${isWritable}`,
    for: "30m",
    severity: "critical",
    summary: "A disk is almost full.",
    description:
      "{{ $labels.mountpoint }} of {{ $labels.instance }} has {{ $value | humanizePercentage }} left.",
  },
  {
    alert: "HostMemoryHigh",
    expr: "instance:node_memory_utilisation:ratio > 0.9",
    for: "15m",
    severity: "warning",
    summary: "The machine is short of memory.",
    description: "{{ $labels.instance }} uses {{ $value | humanizePercentage }} of its memory.",
  },
  {
    alert: "HostCpuHigh",
    expr: "instance:node_cpu_utilisation:rate5m > 0.9",
    for: "30m",
    severity: "warning",
    summary: "The machine is short of CPU.",
    description: "{{ $labels.instance }} uses {{ $value | humanizePercentage }} of its CPU.",
  },
];
