import type * as pulumi from "@pulumi/pulumi";
import type { LocalSettings } from "./settings.ts";

/** Whether the gateway runs, and nobody gave it a certificate. */
export function needsCertificate({
  services,
  secrets,
}: Pick<LocalSettings, "services" | "secrets">): boolean {
  return services.includes("gateway") && secrets.gatewayCertificate === undefined;
}

/** A certificate of the gateway's own by the names of its secrets; nothing where none is needed. */
export async function gatewayCertificate(
  settings: LocalSettings,
): Promise<Record<string, pulumi.Output<string>>> {
  if (!needsCertificate(settings)) return {};
  const { SelfSignedCertificate } = await import("../components/docker/self-signed-certificate.ts");
  const { certificate, key } = new SelfSignedCertificate("gateway-certificate", {
    dnsNames: ["localhost"],
    ipAddresses: ["127.0.0.1"],
  });
  return { "gateway-certificate": certificate, "gateway-key": key };
}
