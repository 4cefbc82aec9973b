import type { ServiceFile } from "../services/types.ts";
import { yamlFile } from "./yaml-file.ts";

export interface LokiFilesArgs {
  /** Absolute folder of `loki.yml`. */
  folder: string;
  /** Absolute folder of everything that Loki keeps. */
  dataFolder: string;
}

/** One week; the least that Loki can keep is a day. */
const retention = "168h";

/** `loki.yml` of a single process that keeps lines in files and deletes the old ones. */
export function lokiFiles({ folder, dataFolder }: LokiFilesArgs): ServiceFile[] {
  const chunks = `${dataFolder}/chunks`;
  const configuration = {
    auth_enabled: false,
    server: { http_listen_port: 3100, log_level: "warn" },
    common: {
      instance_addr: "127.0.0.1",
      path_prefix: dataFolder,
      replication_factor: 1,
      ring: { kvstore: { store: "inmemory" } },
      storage: {
        filesystem: { chunks_directory: chunks, rules_directory: `${dataFolder}/rules` },
      },
    },
    // Where this is empty some versions take a path relative to the root, which they cannot write:
    // https://github.com/grafana/loki/issues/19904
    storage_config: { filesystem: { directory: chunks } },
    schema_config: {
      configs: [
        {
          from: "2024-01-01",
          store: "tsdb",
          object_store: "filesystem",
          schema: "v13",
          // Retention works with no other period.
          index: { prefix: "index_", period: "24h" },
        },
      ],
    },
    limits_config: {
      retention_period: retention,
      reject_old_samples_max_age: retention,
      allow_structured_metadata: true,
      volume_enabled: true,
    },
    compactor: {
      working_directory: `${dataFolder}/compactor`,
      retention_enabled: true,
      delete_request_store: "filesystem",
      compaction_interval: "10m",
      retention_delete_delay: "2h",
    },
    analytics: { reporting_enabled: false },
  };
  return [yamlFile(`${folder}/loki.yml`, configuration)];
}
