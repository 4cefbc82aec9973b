import type { FastifyPluginAsync } from "fastify";
import { chatApp } from "../../service.ts";
import type { ChatMetrics } from "../../telemetry/metrics.ts";

/** What Prometheus scrapes. */
export function metricsRoutes(metrics: ChatMetrics): FastifyPluginAsync {
  return async (app) => {
    app.get(chatApp.metricsPath, async (_request, reply) =>
      reply.type(metrics.contentType).send(await metrics.text()),
    );
  };
}
