import { BytesIEC } from "@grafana/grafana-foundation-sdk/units";
import type { Row } from "../dashboard.ts";
import { shareSeries, timeSeries } from "../panels.ts";

/** The machine that everything is kept on. */
export function machineRow(): Row {
  return { id: 400, title: "Machine", panels: [freeDisk(), freeShare(), cpu(), memory()] };
}

const width = 6;

/** File systems that hold data; the others are of memory, or images that are full by nature. */
const disks = 'fstype!~"tmpfs|ramfs|squashfs|iso9660|erofs"';

function freeDisk() {
  return timeSeries({
    title: "Free disk",
    description: "What programs may still write, by file system.",
    width,
    unit: BytesIEC,
    queries: { "{{mountpoint}}": `min by (mountpoint) (node_filesystem_avail_bytes{${disks}})` },
  });
}

function freeShare() {
  return shareSeries({
    title: "Free disk, share",
    description: "Below a tenth, databases and logs soon fail to write.",
    width,
    queries: {
      "{{mountpoint}}": `min by (mountpoint) (node_filesystem_avail_bytes{${disks}} / node_filesystem_size_bytes)`,
    },
    limits: ["red", [0.1, "transparent"]],
  });
}

function cpu() {
  return shareSeries({
    title: "Processors busy",
    description: "Share of all processor time that is not idle.",
    width,
    queries: { Busy: '1 - avg(rate(node_cpu_seconds_total{mode="idle"}[$__rate_interval]))' },
    limits: ["transparent", [0.9, "red"]],
  });
}

function memory() {
  return shareSeries({
    title: "Memory in use",
    description: "Share of the memory that programs can no longer have.",
    width,
    queries: { "In use": "1 - min(node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes)" },
    limits: ["transparent", [0.9, "red"]],
  });
}
