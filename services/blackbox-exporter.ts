import { images } from "../versions.ts";
import { wgetProbe } from "./probes.ts";
import { service } from "./service.ts";
import type { Service, ServiceFile } from "./types.ts";

export interface BlackboxExporterArgs {
  /** `blackbox.yml`, in `blackboxExporterFolder`. */
  files: ServiceFile[];
}

/** Where its configuration lies. */
export const blackboxExporterFolder = "/etc/blackbox_exporter";

/** Asks services as a visitor does, and looks at their certificates. */
export function blackboxExporterService({ files }: BlackboxExporterArgs): Service<"web"> {
  return service({
    name: "blackbox-exporter",
    purpose: "asks services as a visitor does",
    image: images.blackboxExporter,
    command: ["blackbox_exporter", `--config.file=${blackboxExporterFolder}/blackbox.yml`],
    files,
    ports: [{ name: "web", number: 9115, published: undefined }],
    // The image starts as root, for pings that nobody asks for here.
    user: "65534:65534",
    limits: { memoryMb: 64, cpus: 0.1 },
    health: wgetProbe(9115, "/-/healthy", 30),
    scrape: { port: 9115, path: "/metrics" },
  });
}
