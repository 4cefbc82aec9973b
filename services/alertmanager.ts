import { images } from "../versions.ts";
import { wgetProbe } from "./probes.ts";
import { service } from "./service.ts";
import type { SecretUse, Service, ServiceFile } from "./types.ts";

export interface AlertmanagerArgs {
  /** Port of the host. */
  port: number;
  /** `alertmanager.yml` and its templates, in `alertmanagerFolder`. */
  files: ServiceFile[];
  /** What its receivers log in with, as the files that `alertmanager.yml` names. Default none. */
  secrets?: SecretUse[];
  /** Whether it has receivers outside of the machine. Default false. */
  tellsOutside?: boolean;
}

/** Where its configuration lies. */
export const alertmanagerFolder = "/etc/alertmanager";

/** Groups alerts and tells people. */
export function alertmanagerService(args: AlertmanagerArgs): Service<"web"> {
  return service({
    name: "alertmanager",
    purpose: "groups alerts and tells people",
    image: images.alertmanager,
    command: [
      "alertmanager",
      `--config.file=${alertmanagerFolder}/alertmanager.yml`,
      "--storage.path=/alertmanager",
      // Alone it needs no gossip, which fails where there is no private address.
      // https://github.com/prometheus/alertmanager/issues/1610
      "--cluster.listen-address=",
    ],
    files: args.files,
    secrets: args.secrets ?? [],
    volumes: [{ name: "alertmanager", path: "/alertmanager" }],
    ports: [
      {
        name: "web",
        number: 9093,
        published: { number: args.port, configKey: "alertmanagerPort" },
      },
    ],
    networks: ["monitoring", ...(args.tellsOutside ? (["egress"] as const) : [])],
    user: "65534:65534",
    limits: { memoryMb: 96, cpus: 0.1 },
    health: wgetProbe(9093, "/-/ready", 30),
    scrape: { port: 9093, path: "/metrics" },
  });
}
