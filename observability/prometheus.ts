import type { SecretUse, ServiceFile } from "../services/types.ts";
import type { ExtraTarget } from "./extra-targets.ts";
import type { MonitoredService } from "./monitored-service.ts";
import { probeJobs } from "./probe-jobs.ts";
import { ruleGroups } from "./rule-groups.ts";
import { renderedGroup } from "./rules.ts";
import { prometheusName, scrapeJobs, standardInterval } from "./scrape-jobs.ts";
import { secretFiles } from "./secret-files.ts";
import { yamlFile } from "./yaml-file.ts";

export interface PrometheusFilesArgs {
  /** Name of the stack, the prefix of its containers. */
  stack: string;
  /** What runs beside Prometheus, which scrapes itself in any case. */
  services: MonitoredService[];
  /** What runs elsewhere. */
  extraTargets: ExtraTarget[];
  /** Whichever limit is reached first. */
  retention: {
    days: number;
    /** Default: no limit. */
    sizeGb?: number;
  };
  /** Absolute folder of the files. */
  folder: string;
  /** `host:port` of Alertmanager; undefined where none runs. */
  alertmanager: string | undefined;
  /** Labels of everything that leaves this Prometheus. */
  externalLabels: Record<string, string>;
  /** URL of the folder with a runbook per alert, `<alert>.md`. */
  runbookBaseUrl: string;
}

/**
 * `prometheus.yml` and a file of rules per subject. Throws an Error where two jobs would have one
 * name.
 */
export function prometheusFiles(args: PrometheusFilesArgs): ServiceFile[] {
  const { services, folder, runbookBaseUrl } = args;
  const jobs = [...scrapeJobs(args), ...probeJobs(services)];
  const names = jobs.map(({ job_name }) => job_name);
  requireDistinct(names);
  return [
    yamlFile(`${folder}/prometheus.yml`, configuration(args, jobs)),
    ...ruleGroups(names).map((group) =>
      yamlFile(`${folder}/rules/${group.name}.yml`, {
        groups: [renderedGroup(group, runbookBaseUrl)],
      }),
    ),
  ];
}

/** The secrets that Prometheus shows to the services that it scrapes, where its files expect them. */
export function prometheusSecrets({
  services,
  folder,
}: Pick<PrometheusFilesArgs, "services" | "folder">): SecretUse[] {
  return secretFiles(
    folder,
    services.flatMap(({ scrape }) => scrape?.bearerSecret ?? []),
  );
}

function requireDistinct(names: string[]) {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return;
  const owner = twice === prometheusName ? "Prometheus itself" : "something else";
  throw new Error(`${twice}: is the job of ${owner} already; give the extra target another name`);
}

function configuration(args: PrometheusFilesArgs, scrape_configs: unknown[]) {
  const { alertmanager, externalLabels, retention } = args;
  return {
    global: {
      scrape_interval: `${standardInterval.scrape}s`,
      scrape_timeout: `${standardInterval.timeout}s`,
      evaluation_interval: "30s",
      external_labels: externalLabels,
    },
    storage: {
      tsdb: {
        retention: {
          time: `${retention.days}d`,
          ...(retention.sizeGb !== undefined && { size: `${retention.sizeGb}GB` }),
        },
      },
    },
    rule_files: ["rules/*.yml"],
    ...(alertmanager !== undefined && {
      alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager] }] }] },
    }),
    scrape_configs,
  };
}
