import type { ServiceFile } from "../services/types.ts";
import {
  type LevelSource,
  type LogCollectionArgs,
  logCollection,
  lowerCaseTemplate,
} from "./log-collection.ts";
import { yamlFile } from "./yaml-file.ts";

export interface PromtailFilesArgs extends LogCollectionArgs {
  /** Absolute folder of `promtail.yml`. */
  folder: string;
  /** Absolute folder where it remembers how far it has read. */
  dataFolder: string;
}

/** `promtail.yml`. */
export function promtailFiles({ folder, dataFolder, ...args }: PromtailFilesArgs): ServiceFile[] {
  const { dockerAddress, pushUrl, containerLabel, refreshSeconds, labels, levels } =
    logCollection(args);
  const configuration = {
    server: { http_listen_port: 9080, grpc_listen_port: 0, log_level: "warn" },
    positions: { filename: `${dataFolder}/positions.yaml` },
    clients: [{ url: pushUrl }],
    scrape_configs: [
      {
        job_name: "containers",
        docker_sd_configs: [
          {
            host: dockerAddress,
            refresh_interval: `${refreshSeconds}s`,
            filters: [{ name: "label", values: [containerLabel] }],
          },
        ],
        relabel_configs: labels.map(({ label, source, regex }) => ({
          source_labels: [source],
          regex,
          target_label: label,
        })),
        pipeline_stages: levels.map(levelStage),
      },
    ],
  };
  return [yamlFile(`${folder}/promtail.yml`, configuration)];
}

function levelStage(source: LevelSource) {
  const extract =
    "jsonField" in source
      ? { json: { expressions: { level: source.jsonField } } }
      : { regex: { expression: source.regex } };
  return {
    match: {
      selector: source.selector,
      stages: [
        extract,
        { template: { source: "level", template: lowerCaseTemplate } },
        { labels: { level: "level" } },
      ],
    },
  };
}
