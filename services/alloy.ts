import { images } from "../versions.ts";
import { bashProbe } from "./probes.ts";
import { service } from "./service.ts";
import type { Service, ServiceFile } from "./types.ts";

export interface AlloyArgs {
  /** `config.alloy`, in `alloyFolder`; it finds containers at `docker-socket-proxy`. */
  files: ServiceFile[];
}

/** Where its configuration lies. */
export const alloyFolder = "/etc/alloy";

/** Does what Promtail does, which gets no more releases. */
export function alloyService({ files }: AlloyArgs): Service<"web"> {
  return service({
    name: "alloy",
    purpose: "sends the logs of the containers to Loki",
    image: images.alloy,
    command: [
      "alloy",
      "run",
      `${alloyFolder}/config.alloy`,
      "--storage.path=/var/lib/alloy/data",
      "--server.http.listen-addr=0.0.0.0:12345",
      "--server.http.enable-pprof=false",
      "--disable-reporting",
    ],
    files,
    volumes: [{ name: "alloy", path: "/var/lib/alloy/data" }],
    ports: [{ name: "web", number: 12345, published: undefined }],
    dependsOn: ["docker-socket-proxy"],
    // The image starts as root, but has this user and its folders belong to it.
    user: "473:473",
    limits: { memoryMb: 256, cpus: 0.2 },
    health: bashProbe(12345, "/-/ready", 60),
    scrape: { port: 12345, path: "/metrics" },
  });
}
