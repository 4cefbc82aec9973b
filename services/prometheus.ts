import { images } from "../versions.ts";
import { service } from "./service.ts";
import type { SecretUse, Service, ServiceFile } from "./types.ts";

export interface PrometheusArgs {
  /** Port of the host. */
  port: number;
  /** `prometheus.yml` and the rules that it names, in `prometheusFolder`. */
  files: ServiceFile[];
  /** What it shows to those that it scrapes, as the files that `prometheus.yml` names. Default none. */
  secrets?: SecretUse[];
  /** Megabytes that it is expected to keep. Default: not known. */
  estimatedMb?: number;
}

/** Where its configuration lies. */
export const prometheusFolder = "/etc/prometheus";

/** Keeps metrics, evaluates rules and tells Alertmanager. How long it keeps is in its file. */
export function prometheusService(args: PrometheusArgs): Service<"web"> {
  return service({
    name: "prometheus",
    purpose: "keeps metrics and evaluates alerts",
    image: images.prometheus,
    command: [
      "prometheus",
      `--config.file=${prometheusFolder}/prometheus.yml`,
      "--storage.tsdb.path=/prometheus",
    ],
    files: args.files,
    secrets: args.secrets ?? [],
    volumes: [
      {
        name: "prometheus",
        path: "/prometheus",
        ...(args.estimatedMb !== undefined && { estimatedMb: args.estimatedMb }),
      },
    ],
    ports: [
      { name: "web", number: 9090, published: { number: args.port, configKey: "prometheusPort" } },
    ],
    user: "65534:65534",
    limits: { memoryMb: 512, cpus: 0.5 },
    health: {
      http: { port: 9090, path: "/-/ready" },
      command: ["promtool", "check", "ready"],
      startSeconds: 60,
    },
    scrape: { port: 9090, path: "/metrics" },
  });
}
