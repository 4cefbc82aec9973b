import { images } from "../versions.ts";
import { bashProbe } from "./probes.ts";
import { service } from "./service.ts";
import type { Service, ServiceFile } from "./types.ts";

export interface PromtailArgs {
  /** `promtail.yml`, in `promtailFolder`; it finds containers at `docker-socket-proxy`. */
  files: ServiceFile[];
}

/** Where its configuration lies. */
export const promtailFolder = "/etc/promtail";

/** Where it notes how far it has read each log; the only folder that it can write. */
export const promtailDataFolder = "/var/lib/promtail";

/** Sends the logs of the containers to Loki. It reads them from the engine and no file of the host. */
export function promtailService({ files }: PromtailArgs): Service<"web"> {
  return service({
    name: "promtail",
    purpose: "sends the logs of the containers to Loki",
    image: images.promtail,
    command: ["promtail", `-config.file=${promtailFolder}/promtail.yml`],
    files,
    volumes: [{ name: "promtail", path: promtailDataFolder }],
    ports: [{ name: "web", number: 9080, published: undefined }],
    dependsOn: ["docker-socket-proxy"],
    user: "0:0",
    rights: {
      root: "its image has no folder for its positions, so that a new volume belongs to root",
    },
    limits: { memoryMb: 128, cpus: 0.2 },
    health: bashProbe(9080, "/ready", 60),
    scrape: { port: 9080, path: "/metrics" },
  });
}
