import { certificateModule, httpModule } from "./blackbox.ts";
import type { MonitoredService } from "./monitored-service.ts";
import type { ScrapeJob } from "./scrape-jobs.ts";

/** The service that visits the others, if it runs. */
export const proberName = "blackbox-exporter";

interface Probe {
  service: string;
  /** What is visited: a URL, or `host:port`. */
  target: string;
}

/**
 * Visits to the services as a person would see them: the health of each that speaks HTTP and shares a
 * network with the prober, and the certificate of each that has a port `https`.
 */
export function probeJobs(services: MonitoredService[]): ScrapeJob[] {
  const prober = services.find(({ name }) => name === proberName);
  if (prober?.scrape === undefined) return [];
  const visited = services.filter(
    (service) => service !== prober && service.networks.some((n) => prober.networks.includes(n)),
  );
  const address = `${prober.name}:${prober.scrape.port}`;
  return [
    ...probeJob("probe-http", httpModule, address, visited.flatMap(healthProbes)),
    ...probeJob("probe-certificate", certificateModule, address, visited.flatMap(tlsProbes)),
  ];
}

function healthProbes({ name, health: { http } }: MonitoredService): Probe[] {
  return http ? [{ service: name, target: `http://${name}:${http.port}${http.path}` }] : [];
}

function tlsProbes({ name, ports }: MonitoredService): Probe[] {
  const tls = ports.filter((port) => port.name === "https");
  return tls.map(({ number }) => ({ service: name, target: `${name}:${number}` }));
}

/** Asks the prober about each target, and keeps the target as the instance. */
function probeJob(name: string, module: string, prober: string, probes: Probe[]): ScrapeJob[] {
  if (probes.length === 0) return [];
  return [
    {
      job_name: name,
      scrape_interval: "30s",
      scrape_timeout: "10s",
      metrics_path: "/probe",
      params: { module: [module] },
      static_configs: probes.map(({ service, target }) => ({
        targets: [target],
        labels: { service },
      })),
      relabel_configs: [
        { source_labels: ["__address__"], target_label: "__param_target" },
        { source_labels: ["__param_target"], target_label: "instance" },
        { target_label: "__address__", replacement: prober },
      ],
    },
  ];
}
