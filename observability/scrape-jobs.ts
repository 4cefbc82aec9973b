import type { Scrape } from "../services/types.ts";
import type { ExtraTarget } from "./extra-targets.ts";
import type { MonitoredService } from "./monitored-service.ts";
import { secretFile } from "./secret-files.ts";

/** A scrape configuration as Prometheus reads it. */
export interface ScrapeJob {
  job_name: string;
  scrape_interval?: string;
  scrape_timeout?: string;
  metrics_path?: string;
  track_timestamps_staleness?: boolean;
  authorization?: { type: "Bearer"; credentials_file: string };
  params?: Record<string, string[]>;
  static_configs: { targets: string[]; labels?: Record<string, string> }[];
  relabel_configs?: Relabel[];
  metric_relabel_configs?: Relabel[];
}

interface Relabel {
  source_labels?: string[];
  regex?: string;
  target_label?: string;
  replacement?: string;
  action?: "keep" | "replace";
}

/** Seconds; for every job that says nothing else. */
export const standardInterval = { scrape: 15, timeout: 10 };

/** The name of Prometheus among the services, and the job that it scrapes itself under. */
export const prometheusName = "prometheus";

export interface ScrapeJobsArgs {
  services: MonitoredService[];
  extraTargets: ExtraTarget[];
  /** Folder of the secrets. */
  folder: string;
  /** Name of the stack, the prefix of its containers. */
  stack: string;
}

/** A job for Prometheus itself, for every service that has metrics, and for every extra target. */
export function scrapeJobs({ services, extraTargets, folder, stack }: ScrapeJobsArgs): ScrapeJob[] {
  return [
    { job_name: prometheusName, static_configs: [{ targets: ["localhost:9090"] }] },
    ...services.flatMap(({ name, scrape }) => {
      if (scrape === undefined) return [];
      const job = serviceJob(name, scrape, folder);
      return name === "cadvisor" ? [{ ...job, ...ownContainers(services, stack) }] : [job];
    }),
    ...extraTargets.map(extraJob),
  ];
}

function serviceJob(name: string, scrape: Scrape, folder: string): ScrapeJob {
  const { port, path, intervalSeconds, bearerSecret, hasOwnTimestamps } = scrape;
  return {
    job_name: name,
    ...(intervalSeconds !== undefined && interval(intervalSeconds)),
    ...metricsPath(path),
    ...(hasOwnTimestamps && { track_timestamps_staleness: true }),
    ...(bearerSecret !== undefined && {
      authorization: { type: "Bearer", credentials_file: secretFile(folder, bearerSecret) },
    }),
    static_configs: [{ targets: [`${name}:${port}`] }],
  };
}

/** A scrape that is given up well before the next one is due. */
function interval(seconds: number) {
  const timeout = Math.min(standardInterval.timeout, Math.max(1, Math.floor((seconds * 2) / 3)));
  return { scrape_interval: `${seconds}s`, scrape_timeout: `${timeout}s` };
}

function metricsPath(path: string) {
  return path !== "/metrics" && { metrics_path: path };
}

/**
 * cAdvisor sees every container of the machine: what belongs to others is dropped, and the rest gets
 * the name of its service as it is known in logs. Series of the machine have no container's name.
 */
function ownContainers(
  services: MonitoredService[],
  stack: string,
): Pick<ScrapeJob, "metric_relabel_configs"> {
  const names = [prometheusName, ...services.map(({ name }) => name)];
  const own = `${stack}-(${names.join("|")})`;
  return {
    metric_relabel_configs: [
      { source_labels: ["name"], regex: `|${own}`, action: "keep" },
      { source_labels: ["name"], regex: own, target_label: "service", replacement: "$1" },
    ],
  };
}

function extraJob({ name, address, path }: ExtraTarget): ScrapeJob {
  return { job_name: name, ...metricsPath(path), static_configs: [{ targets: [address] }] };
}
