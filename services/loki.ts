import { images } from "../versions.ts";
import { service } from "./service.ts";
import type { Service, ServiceFile } from "./types.ts";

export interface LokiArgs {
  /** Port of the host. */
  port: number;
  /** `loki.yml`, in `lokiFolder`. */
  files: ServiceFile[];
}

/** Where its configuration lies. */
export const lokiFolder = "/etc/loki";

/** Where it keeps logs and its own work; the only folder that it can write. */
export const lokiDataFolder = "/loki";

/** Keeps logs. It has no login: whoever reaches its port reads and writes. */
export function lokiService({ port, files }: LokiArgs): Service<"web"> {
  return service({
    name: "loki",
    purpose: "keeps the logs of all services",
    image: images.loki,
    command: ["loki", `-config.file=${lokiFolder}/loki.yml`],
    files,
    volumes: [{ name: "loki", path: lokiDataFolder, estimatedMb: 400 }],
    ports: [{ name: "web", number: 3100, published: { number: port, configKey: "lokiPort" } }],
    user: "10001:10001",
    limits: { memoryMb: 512, cpus: 0.5 },
    health: {
      http: { port: 3100, path: "/ready" },
      // The image has no shell; the program asks itself since 3.6.5.
      // https://github.com/grafana/loki/pull/20313
      command: ["/usr/bin/loki", "-health", "-health.url=http://127.0.0.1:3100/ready"],
      // It waits 15 seconds by itself before it says that it is ready.
      startSeconds: 90,
    },
    scrape: { port: 3100, path: "/metrics" },
    // It writes what is in memory to its disk first.
    stopGraceSeconds: 30,
  });
}
