/**
 * Pins that are not npm packages. Nothing else in the program knows a version; a test compares them
 * with `package.json` and `scripts/engine/go.mod`.
 */
export const versions = {
  /** The Pulumi engine and its SDK move together. */
  pulumi: "3.259.0",
} as const;

/** Container images by service. A mirror's prefix can be put before each by configuration. */
export const images = {
  alertmanager: "prom/alertmanager:v0.34.0",
  alloy: "grafana/alloy:v1.19.2",
  blackboxExporter: "prom/blackbox-exporter:v0.28.0",
  /** Since 0.57 restart times are real, since 0.54 it reads containerd's image store. */
  cadvisor: "ghcr.io/google/cadvisor:v0.60.5",
  chroma: "chromadb/chroma:1.5.9",
  dockerSocketProxy: "haproxy:3.2.25-alpine",
  githubMcpServer: "ghcr.io/github/github-mcp-server:v1.12.2",
  grafana: "grafana/grafana:13.2.2",
  loki: "grafana/loki:3.7.8",
  mcpGateway: "docker/mcp-gateway:v0.44.1",
  mongodb: "mongo:7.0.43",
  nginx: "nginx:1.30.5-alpine",
  /** On Debian, as sqlite-vec is built for the GNU C library alone. */
  node: "node:24.21.0-bookworm-slim",
  nodeExporter: "prom/node-exporter:v1.12.1",
  /** PostgreSQL 16 with pgvector. */
  postgres: "pgvector/pgvector:0.8.7-pg16",
  /** Long-term support until 2027-07-31. */
  prometheus: "prom/prometheus:v3.13.5",
  /** The last one there is; Alloy follows it. */
  promtail: "grafana/promtail:3.6.11",
  qdrant: "qdrant/qdrant:v1.19.0-unprivileged",
  redis: "redis:8.2.9-alpine",
  /** Only its `-alpine` variant has the tool that the health check needs. */
  redisExporter: "oliver006/redis_exporter:v1.88.0-alpine",
  vault: "hashicorp/vault:2.0.4",
} as const;
