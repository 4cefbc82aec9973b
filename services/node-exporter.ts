import { images } from "../versions.ts";
import { wgetProbe } from "./probes.ts";
import { service } from "./service.ts";
import type { Service } from "./types.ts";

export interface NodeExporterArgs {
  /** Port of the host. */
  port: number;
}

/**
 * Measures the machine without a path of it: a container's own `/proc` and `/sys` tell of the
 * processors, the memory and the disks of the whole machine. Its network is its own, so it is left out.
 */
export function nodeExporterService({ port }: NodeExporterArgs): Service<"web"> {
  return service({
    name: "node-exporter",
    purpose: "measures the machine",
    image: images.nodeExporter,
    command: [
      "node_exporter",
      "--collector.disable-defaults",
      ...collectors.map((name) => `--collector.${name}`),
      `--collector.filesystem.mount-points-include=^${volumesFolder}$`,
    ],
    volumes: [{ name: "node-exporter", path: volumesFolder }],
    ports: [
      { name: "web", number: 9100, published: { number: port, configKey: "nodeExporterPort" } },
    ],
    user: "65534:65534",
    limits: { memoryMb: 64, cpus: 0.1 },
    health: wgetProbe(9100, "/", 30),
    scrape: { port: 9100, path: "/metrics" },
  });
}

const collectors = ["cpu", "diskstats", "filesystem", "loadavg", "meminfo", "stat", "vmstat"];

/**
 * A volume that stays empty: its file system is the one that Docker keeps every volume on. The usual
 * way, the host's `/`, has the Docker socket in it.
 */
const volumesFolder = "/var/lib/docker/volumes";
