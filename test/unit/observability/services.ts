import type { MonitoredService } from "../../../observability/monitored-service.ts";
import { alertmanagerService } from "../../../services/alertmanager.ts";
import { blackboxExporterService } from "../../../services/blackbox-exporter.ts";
import { cadvisorService } from "../../../services/cadvisor.ts";
import { chatAppService } from "../../../services/chat-app.ts";
import { gatewayService } from "../../../services/gateway.ts";
import { lokiService } from "../../../services/loki.ts";
import { nodeExporterService } from "../../../services/node-exporter.ts";
import { promtailService } from "../../../services/promtail.ts";
import { qdrantService } from "../../../services/qdrant.ts";
import { redisService } from "../../../services/redis.ts";
import { redisExporterService } from "../../../services/redis-exporter.ts";
import { chatAppArgs } from "../services/chat-app-args.ts";

/** Services as the stack describes them. */
export const chatApp: MonitoredService = chatAppService(chatAppArgs);
export const alertmanager: MonitoredService = alertmanagerService({ port: 9093, files: [] });
export const blackboxExporter: MonitoredService = blackboxExporterService({ files: [] });
export const cadvisor: MonitoredService = cadvisorService({ port: 8080 });
export const gateway: MonitoredService = gatewayService({
  ports: { http: 80, https: 443 },
  services: [],
});
export const qdrant: MonitoredService = qdrantService({ port: 6337 });
export const redis: MonitoredService = redisService({ port: 6390 });

export const everyService: MonitoredService[] = [
  chatApp,
  alertmanager,
  lokiService({ port: 3100, files: [] }),
  promtailService({ files: [] }),
  cadvisor,
  nodeExporterService({ port: 9101 }),
  blackboxExporter,
  qdrant,
  redis,
  redisExporterService(),
  gateway,
];
