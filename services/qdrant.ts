import { stringify } from "yaml";
import { images } from "../versions.ts";
import { bashProbe } from "./probes.ts";
import type { SecretName } from "./secrets.ts";
import { service } from "./service.ts";
import type { SecretUse, Service } from "./types.ts";

export interface QdrantArgs {
  /** Port of the host. */
  port: number;
}

/** Keeps vectors and finds the nearest. Every request but those for its health needs a key. */
export function qdrantService({ port }: QdrantArgs): Service<"web"> {
  return service({
    name: "qdrant",
    purpose: "finds chats by meaning",
    image: images.qdrant,
    // The script of the image, which takes the place of a program in it.
    command: ["./entrypoint.sh"],
    environment: {
      QDRANT__TELEMETRY_DISABLED: "true",
      // Without it the names of its metrics are as general as `collections_total`.
      QDRANT__SERVICE__METRICS_PREFIX: "qdrant_",
      QDRANT__SERVICE__ENABLE_CORS: "false",
      QDRANT__SERVICE__ENABLE_SNAPSHOT_URL_RECOVERY: "false",
      QDRANT__STORAGE__COLLECTION__STRICT_MODE__ENABLED: "true",
      QDRANT__STORAGE__COLLECTION__STRICT_MODE__MAX_QUERY_LIMIT: "1000",
      QDRANT__STORAGE__COLLECTION__STRICT_MODE__MAX_TIMEOUT: "60",
      QDRANT__STORAGE__COLLECTION__STRICT_MODE__UNINDEXED_FILTERING_RETRIEVE: "false",
      // Its standard is a file of the root file system, which is read-only.
      QDRANT_INIT_FILE_PATH: "/tmp/.qdrant-initialized",
    },
    secrets: [
      key("qdrant-api-key", "api_key", "production"),
      key("qdrant-read-only-api-key", "read_only_api_key", "local"),
    ],
    volumes: [
      { name: "qdrant", path: "/qdrant/storage", estimatedMb: 300 },
      { name: "qdrant-snapshots", path: "/qdrant/snapshots" },
    ],
    ports: [{ name: "web", number: 6333, published: { number: port, configKey: "qdrantPort" } }],
    networks: ["backend", "monitoring"],
    user: "1000:1000",
    limits: { memoryMb: 768, cpus: 1 },
    health: bashProbe(6333, "/readyz", 60),
    scrape: { port: 6333, path: "/metrics", bearerSecret: "qdrant-read-only-api-key" },
    stopGraceSeconds: 30,
  });
}

/** It merges `production.yaml`, then `local.yaml`; so each file can say one key. */
function key(secret: SecretName, setting: string, file: "production" | "local"): SecretUse {
  return {
    secret,
    file: `/qdrant/config/${file}.yaml`,
    content: (value) => stringify({ service: { [setting]: value } }),
  };
}
