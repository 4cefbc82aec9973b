import { stringify } from "yaml";

/** As little as Loki needs to keep some lines below `folder` for a test. */
export function lokiTestConfig(folder: string, ports: { http: number; grpc: number }): string {
  return stringify({
    auth_enabled: false,
    server: {
      http_listen_address: "127.0.0.1",
      http_listen_port: ports.http,
      grpc_listen_address: "127.0.0.1",
      grpc_listen_port: ports.grpc,
      log_level: "warn",
    },
    common: {
      instance_addr: "127.0.0.1",
      path_prefix: folder,
      replication_factor: 1,
      ring: { kvstore: { store: "inmemory" } },
      storage: {
        filesystem: { chunks_directory: `${folder}/chunks`, rules_directory: `${folder}/rules` },
      },
    },
    schema_config: {
      configs: [
        {
          from: "2024-01-01",
          store: "tsdb",
          object_store: "filesystem",
          schema: "v13",
          index: { prefix: "index_", period: "24h" },
        },
      ],
    },
    analytics: { reporting_enabled: false },
  });
}

/** Brings lines to Loki as the log agent does, one stream for each set of labels. */
export async function pushLines(server: string, streams: LogStream[]): Promise<void> {
  const now = `${Date.now()}000000`;
  const answer = await fetch(`${server}/loki/api/v1/push`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      streams: streams.map(({ labels, lines }) => ({
        stream: labels,
        values: lines.map((line) => [now, line]),
      })),
    }),
  });
  if (!answer.ok) throw new Error(`push to Loki: ${answer.status} ${await answer.text()}`);
}

export interface LogStream {
  labels: Record<string, string>;
  lines: string[];
}
