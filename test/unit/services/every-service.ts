import { alertmanagerFolder, alertmanagerService } from "../../../services/alertmanager.ts";
import { alloyFolder, alloyService } from "../../../services/alloy.ts";
import {
  blackboxExporterFolder,
  blackboxExporterService,
} from "../../../services/blackbox-exporter.ts";
import { cadvisorService } from "../../../services/cadvisor.ts";
import { chatAppService } from "../../../services/chat-app.ts";
import { chromaService } from "../../../services/chroma.ts";
import { dockerSocketProxyService } from "../../../services/docker-socket-proxy.ts";
import { gatewayService } from "../../../services/gateway.ts";
import { githubMcpServerService, githubMcpServerUrl } from "../../../services/github-mcp-server.ts";
import { grafanaService } from "../../../services/grafana.ts";
import { lokiFolder, lokiService } from "../../../services/loki.ts";
import { mcpGatewayService } from "../../../services/mcp-gateway.ts";
import { mongodbService } from "../../../services/mongodb.ts";
import { nodeExporterService } from "../../../services/node-exporter.ts";
import { postgresService } from "../../../services/postgres.ts";
import { prometheusFolder, prometheusService } from "../../../services/prometheus.ts";
import { promtailFolder, promtailService } from "../../../services/promtail.ts";
import { qdrantService } from "../../../services/qdrant.ts";
import { redisService } from "../../../services/redis.ts";
import { redisExporterService } from "../../../services/redis-exporter.ts";
import { chosenServices, defaultSets } from "../../../services/sets.ts";
import type { Service } from "../../../services/types.ts";
import { vaultService } from "../../../services/vault.ts";
import { chatAppArgs } from "./chat-app-args.ts";

/** Every service as the default configuration would have it; files stand for those of `observability/`. */
export const everyService: Service[] = [
  chatAppService({
    ...chatAppArgs,
    redisAddress: "redis:6379",
    qdrantUrl: "http://qdrant:6333",
  }),
  prometheusService({ port: 9091, files: [file(`${prometheusFolder}/prometheus.yml`)] }),
  alertmanagerService({ port: 9093, files: [file(`${alertmanagerFolder}/alertmanager.yml`)] }),
  grafanaService({
    port: 3001,
    rootUrl: "http://127.0.0.1:3001/",
    pageOrigin: "http://127.0.0.1:8001",
    files: [file("/etc/grafana/provisioning/datasources/copilot.yaml")],
    homeDashboardPath: "/etc/grafana/dashboards/overview.json",
  }),
  lokiService({ port: 3100, files: [file(`${lokiFolder}/loki.yml`)] }),
  promtailService({ files: [file(`${promtailFolder}/promtail.yml`)] }),
  alloyService({ files: [file(`${alloyFolder}/config.alloy`)] }),
  cadvisorService({ port: 8080 }),
  nodeExporterService({ port: 9101 }),
  blackboxExporterService({ files: [file(`${blackboxExporterFolder}/blackbox.yml`)] }),
  dockerSocketProxyService(),
  qdrantService({ port: 6337 }),
  redisService({ port: 6390 }),
  redisExporterService(),
  postgresService(),
  mongodbService(),
  chromaService(),
  gatewayService({ ports: { http: 80, https: 443 }, services: ["chat-app", "mcp-gateway"] }),
  mcpGatewayService({
    servers: [
      {
        service: "github-mcp-server",
        description: "GitHub",
        url: githubMcpServerUrl,
        bearerSecret: "github-token",
      },
    ],
  }),
  githubMcpServerService(),
  vaultService(),
];

/** What runs when nobody chooses anything. */
export const defaultServices: Service[] = everyService.filter(({ name }) =>
  ["chat-app", ...chosenServices(defaultSets.join(","), "promtail")].includes(name),
);

function file(path: string) {
  return { path, content: "of observability/\n" };
}
