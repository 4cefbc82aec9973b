import { images } from "../versions.ts";
import { service } from "./service.ts";
import type { Service, ServiceFile } from "./types.ts";

export interface PrometheusArgs {
  /** Port of the host. */
  port: number;
  /** `prometheus.yml` and the rules that it names, in `prometheusFolder`. */
  files: ServiceFile[];
}

/** Where its configuration lies. */
export const prometheusFolder = "/etc/prometheus";

/** Keeps metrics, evaluates rules and tells Alertmanager. How long it keeps is in its file. */
export function prometheusService({ port, files }: PrometheusArgs): Service<"web"> {
  return service({
    name: "prometheus",
    purpose: "keeps metrics and evaluates alerts",
    image: images.prometheus,
    command: [
      "prometheus",
      `--config.file=${prometheusFolder}/prometheus.yml`,
      "--storage.tsdb.path=/prometheus",
      "--web.enable-lifecycle=false",
    ],
    files,
    volumes: [{ name: "prometheus", path: "/prometheus" }],
    ports: [
      { name: "web", number: 9090, published: { number: port, configKey: "prometheusPort" } },
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
