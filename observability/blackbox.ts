import type { ServiceFile } from "../services/types.ts";
import { yamlFile } from "./yaml-file.ts";

/** Asks for a URL and wants status 2xx. */
export const httpModule = "http_2xx";

/** Asks for a certificate and reports when it expires. */
export const certificateModule = "tls_certificate";

/** `blackbox.yml` of the prober. */
export function blackboxFiles({ folder }: { folder: string }): ServiceFile[] {
  const timeout = "5s";
  const configuration = {
    modules: {
      [httpModule]: {
        prober: "http",
        timeout,
        // Docker's networks have IPv4, and a lookup of the other family costs time.
        http: { preferred_ip_protocol: "ip4", follow_redirects: false },
      },
      [certificateModule]: {
        prober: "tcp",
        timeout,
        tcp: {
          preferred_ip_protocol: "ip4",
          tls: true,
          // Trust is for browsers to judge: a self-signed certificate expires as well.
          tls_config: { insecure_skip_verify: true },
        },
      },
    },
  };
  return [yamlFile(`${folder}/blackbox.yml`, configuration)];
}
