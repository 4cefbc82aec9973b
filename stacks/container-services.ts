import { alertmanagerFiles, alertmanagerSecrets } from "../observability/alertmanager.ts";
import { alloyFiles } from "../observability/alloy.ts";
import { blackboxFiles } from "../observability/blackbox.ts";
import { lokiFiles } from "../observability/loki.ts";
import { prometheusFiles, prometheusSecrets } from "../observability/prometheus.ts";
import { promtailFiles } from "../observability/promtail.ts";
import { standardInterval } from "../observability/scrape-jobs.ts";
import { alertmanagerFolder, alertmanagerService } from "../services/alertmanager.ts";
import { alloyFolder, alloyService } from "../services/alloy.ts";
import { blackboxExporterFolder, blackboxExporterService } from "../services/blackbox-exporter.ts";
import { cadvisorService } from "../services/cadvisor.ts";
import { chromaService } from "../services/chroma.ts";
import { dockerSocketProxyService } from "../services/docker-socket-proxy.ts";
import { gatewayService } from "../services/gateway.ts";
import { githubMcpServerService, githubMcpServerUrl } from "../services/github-mcp-server.ts";
import { grafanaService } from "../services/grafana.ts";
import { lokiDataFolder, lokiFolder, lokiService } from "../services/loki.ts";
import { mcpGatewayService } from "../services/mcp-gateway.ts";
import { mongodbService } from "../services/mongodb.ts";
import { nodeExporterService } from "../services/node-exporter.ts";
import { postgresService } from "../services/postgres.ts";
import { prometheusFolder, prometheusService } from "../services/prometheus.ts";
import { promtailDataFolder, promtailFolder, promtailService } from "../services/promtail.ts";
import { qdrantService } from "../services/qdrant.ts";
import { redisService } from "../services/redis.ts";
import { redisExporterService } from "../services/redis-exporter.ts";
import type { ServiceName } from "../services/sets.ts";
import type { Service } from "../services/types.ts";
import { vaultService } from "../services/vault.ts";
import { containerChatApp } from "./container-chat-app.ts";
import type { DockerEngine } from "./docker-engine.ts";
import type { LocalSettings } from "./settings.ts";

/**
 * Everything that the configuration wants in containers, the application first: plain data, from which
 * containers, scrape jobs, alerts and the status table are made.
 */
export async function containerServices(
  settings: LocalSettings,
  engine: DockerEngine,
): Promise<Service[]> {
  const makers = serviceMakers(settings, engine);
  const watched = await Promise.all(
    settings.services.filter((name) => name !== "prometheus").map((name) => makers[name]()),
  );
  const services = [containerChatApp(settings, engine), ...watched];
  const byName = new Map(services.map((service) => [service.name, service]));
  if (settings.services.includes("prometheus")) {
    byName.set("prometheus", prometheus(settings, services));
  }
  return ["chat-app", ...settings.services].flatMap((name) => byName.get(name) ?? []);
}

type WatchedName = Exclude<ServiceName, "prometheus">;

/** How each service is made that Prometheus may watch. */
function serviceMakers(
  settings: LocalSettings,
  engine: DockerEngine,
): Record<WatchedName, () => Service | Promise<Service>> {
  const { stack } = settings;
  return {
    alertmanager: () => alertmanager(settings),
    grafana: () => grafana(settings),
    loki: () =>
      lokiService({
        port: settings.lokiPort,
        files: lokiFiles({ folder: lokiFolder, dataFolder: lokiDataFolder }),
      }),
    promtail: () =>
      promtailService({
        files: promtailFiles({ stack, folder: promtailFolder, dataFolder: promtailDataFolder }),
      }),
    alloy: () => alloyService({ files: alloyFiles({ stack, folder: alloyFolder }) }),
    cadvisor: () => cadvisor(settings, engine),
    "node-exporter": () => nodeExporterService({ port: settings.nodeExporterPort }),
    "blackbox-exporter": () =>
      blackboxExporterService({ files: blackboxFiles({ folder: blackboxExporterFolder }) }),
    "docker-socket-proxy": () => dockerSocketProxyService(socketOf(engine)),
    qdrant: () => qdrantService({ port: settings.qdrantPort }),
    redis: () => redisService({ port: settings.redisPort }),
    "redis-exporter": redisExporterService,
    postgres: postgresService,
    mongodb: mongodbService,
    chroma: chromaService,
    gateway: () => gateway(settings),
    "mcp-gateway": () => mcpGateway(settings),
    "github-mcp-server": githubMcpServerService,
    vault: vaultService,
  };
}

/**
 * Megabytes that Prometheus writes a day: 6,000 series, of which every 15 s a sample of 1.5 bytes is kept.
 * Source of the latter: https://prometheus.io/docs/prometheus/latest/storage/#operational-aspects
 */
const metricsMbPerDay = 52;

function prometheus(settings: LocalSettings, services: Service[]): Service {
  const { stack, metricsRetentionDays: days, metricsMaxGb: sizeGb } = settings;
  const watched = { services, folder: prometheusFolder };
  const estimatedMb = Math.min(days * metricsMbPerDay, (sizeGb ?? Infinity) * 1_000);
  return prometheusService({
    port: settings.prometheusPort,
    files: prometheusFiles({
      ...watched,
      stack,
      extraTargets: settings.scrapeTargets,
      retention: { days, ...(sizeGb !== undefined && { sizeGb }) },
      alertmanager: settings.services.includes("alertmanager") ? "alertmanager:9093" : undefined,
      externalLabels: { stack },
      runbookBaseUrl: settings.runbookBaseUrl,
    }),
    secrets: prometheusSecrets(watched),
    estimatedMb,
  });
}

function alertmanager({ receivers, secrets, alertmanagerPort }: LocalSettings): Service {
  const told = { receivers, folder: alertmanagerFolder };
  return alertmanagerService({
    port: alertmanagerPort,
    files: alertmanagerFiles({ ...told, secretNames: Object.keys(secrets) }),
    secrets: alertmanagerSecrets(told),
    tellsOutside: Object.values(receivers).some((list) => list.length > 0),
  });
}

async function grafana(settings: LocalSettings): Promise<Service> {
  // Its dashboards take longer to load than all the rest.
  const { grafanaFiles, homeDashboardPath } = await import("../dashboards/grafana/provisioning.ts");
  const { services, grafanaOauth, grafanaPort: port, gatewayHttpsPort } = settings;
  return grafanaService({
    port,
    rootUrl: services.includes("gateway")
      ? new URL(`https://localhost:${gatewayHttpsPort}/grafana/`).href
      : `http://127.0.0.1:${port}/`,
    pageOrigin: `http://127.0.0.1:${settings.apiPort}`,
    files: grafanaFiles({
      urls: {
        prometheus: "http://prometheus:9090",
        loki: "http://loki:3100",
        alertmanager: "http://alertmanager:9093",
      },
      scrapeIntervalSeconds: standardInterval.scrape,
    }),
    homeDashboardPath,
    ...(grafanaOauth && { oauth: grafanaOauth }),
  });
}

function cadvisor({ cadvisorPort: port }: LocalSettings, engine: DockerEngine): Service {
  const { dataFolder: dockerFolder, storageDriver } = engine;
  // Docker calls the driver so where containerd keeps its images.
  const isContainerd = storageDriver === "overlayfs";
  return cadvisorService({
    port,
    dockerFolder,
    ...(isContainerd && { containerdSocket: "/run/containerd/containerd.sock" }),
  });
}

/** In a virtual machine of Docker's own the socket is at its usual place, whatever this machine calls it. */
function socketOf({ host, isOnThisKernel }: DockerEngine) {
  return isOnThisKernel ? { socket: host.replace(/^unix:\/\//, "") } : {};
}

function gateway({ gatewayHttpPort, gatewayHttpsPort, services }: LocalSettings): Service {
  return gatewayService({
    ports: { http: gatewayHttpPort, https: gatewayHttpsPort },
    services: ["chat-app", ...services],
  });
}

function mcpGateway({ secrets }: LocalSettings): Service {
  return mcpGatewayService({
    servers: [
      {
        service: "github-mcp-server",
        description: "Repositories, issues and pull requests of GitHub, to read",
        url: githubMcpServerUrl,
        ...(secrets.githubToken !== undefined && { bearerSecret: "github-token" as const }),
      },
    ],
  });
}
