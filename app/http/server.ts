import { randomUUID } from "node:crypto";
import {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyPluginAsync,
  fastify,
  LogController,
} from "fastify";
import { chatApp } from "../service.ts";
import type { ServerName } from "../settings.ts";
import type { ChatMetrics } from "../telemetry/metrics.ts";
import { secureHeaders } from "./headers.ts";
import { requireLoopbackHost } from "./loopback.ts";
import { sendProblem, sendUnknownRoute } from "./problem.ts";

export interface ServerParts {
  name: ServerName;
  log: FastifyBaseLogger;
  metrics: ChatMetrics;
}

/** A server with the given routes that does not listen yet: what all our servers have in common. */
export function httpServer(parts: ServerParts, routes: FastifyPluginAsync[]): FastifyInstance {
  const app: FastifyInstance = fastify({
    loggerInstance: parts.log,
    // Its lines hold URLs; ours, below, hold route patterns.
    logController: new LogController({
      disableRequestLogging: true,
      requestIdLogLabel: "requestId",
    }),
    genReqId: () => randomUUID(),
    bodyLimit: 256 * 1024,
    requestTimeout: 30_000,
    return503OnClosing: false,
    routerOptions: { maxParamLength: 500 },
    frameworkErrors: (error, request, reply) =>
      sendProblem(error, request, reply.headers(secureHeaders)),
  });

  // A text body would come without the browser's cross-origin check that a JSON body causes.
  app.removeContentTypeParser("text/plain");
  app.setErrorHandler(sendProblem);
  app.setNotFoundHandler(sendUnknownRoute);

  app.addHook("onRequest", async (request, reply) => {
    reply.headers({ ...secureHeaders, "x-request-id": request.id });
  });
  app.addHook("onRequest", requireLoopbackHost);
  app.addHook("onResponse", async (request, reply) => {
    const facts = {
      server: parts.name,
      method: request.method,
      route: request.routeOptions.url ?? "unknown",
      status: reply.statusCode,
      durationSeconds: Number((reply.elapsedTime / 1000).toFixed(6)),
    };
    parts.metrics.recordRequest(facts);
    request.log[isProbe(facts.route) ? "debug" : "info"](facts, "request");
  });

  // A connection that is kept alive would hold up the end of a drain.
  let isClosing = false;
  app.addHook("preClose", async () => {
    isClosing = true;
  });
  app.addHook("onSend", async (_request, reply) => {
    if (isClosing) reply.header("connection", "close");
  });

  for (const route of routes) app.register(route);
  return app;
}

/** Asked every few seconds by machines; a line each would bury the rest. */
const probePaths = new Set<string>([chatApp.healthPath, chatApp.readyPath, chatApp.metricsPath]);

function isProbe(route: string): boolean {
  return probePaths.has(route);
}
