import { images } from "../versions.ts";
import { dockerSocketProxyUrl } from "./docker-socket-proxy.ts";
import { wgetProbe } from "./probes.ts";
import { service } from "./service.ts";
import type { Rights, Service } from "./types.ts";

export interface CadvisorArgs {
  /** Port of the host. */
  port: number;
  /** Where Docker keeps its data on the host. Default `/var/lib/docker`. */
  dockerFolder?: string;
  /**
   * Socket of containerd on the host, needed by name where Docker keeps its images in containerd:
   * where `docker info` calls its storage driver `overlayfs`. Whoever can talk to it owns the host.
   */
  containerdSocket?: string;
}

/** Measures what each container uses. */
export function cadvisorService(args: CadvisorArgs): Service<"web"> {
  return service({
    name: "cadvisor",
    purpose: "measures what each container uses",
    image: images.cadvisor,
    command: [
      "cadvisor",
      `--docker=${dockerSocketProxyUrl}`,
      "--docker_only=true",
      "--store_container_labels=false",
      // Every second, which is its standard, costs a core on a busy machine.
      // https://github.com/google/cadvisor/issues/2523
      "--housekeeping_interval=30s",
      `--enable_metrics=${measured.join(",")}`,
    ],
    ports: [
      { name: "web", number: 8080, published: { number: args.port, configKey: "cadvisorPort" } },
    ],
    dependsOn: ["docker-socket-proxy"],
    user: "0:0",
    rights: rights(args),
    limits: { memoryMb: 256, cpus: 0.3 },
    health: wgetProbe(8080, "/healthz", 30),
    scrape: { port: 8080, path: "/metrics", hasOwnTimestamps: true },
  });
}

/** No `disk`, which counts every file of every container. */
const measured = ["cpu", "memory", "network", "diskIO", "oom_event"];

function rights({ dockerFolder = "/var/lib/docker", containerdSocket }: CadvisorArgs): Rights {
  return {
    root: "only root may read the kernel's log and Docker's folder",
    capabilities: [
      { name: "SYSLOG", reason: "most systems keep the kernel's log from whoever lacks it" },
    ],
    devices: [
      {
        path: "/dev/kmsg",
        reason: "the kernel's log says which container was killed for want of memory",
      },
    ],
    hostPaths: [
      {
        source: "/sys/fs/cgroup",
        path: "/sys/fs/cgroup",
        reason: "processor, memory and disk counters of every container",
      },
      {
        source: "/proc",
        path: "/rootfs/proc",
        reason: "network counters of every container",
      },
      {
        source: `${dockerFolder}/image`,
        path: `/rootfs${dockerFolder}/image`,
        reason: "it looks up the layer of a container before it takes it for one of Docker's",
      },
      ...(containerdSocket === undefined
        ? []
        : [
            {
              source: containerdSocket,
              path: "/run/containerd/containerd.sock",
              reason: "the layer of a container is known to containerd alone",
            },
          ]),
    ],
  };
}
