import { randomUUID } from "node:crypto";
import {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyPluginAsync,
  fastify,
  LogController,
} from "fastify";
import type { Access } from "../access/access.ts";
import { setCaller } from "../access/caller.ts";
import type { ChatMetrics } from "../telemetry/metrics.ts";
import { requireGuard } from "./guards.ts";
import { secureHeaders } from "./headers.ts";
import { requireKnownHost } from "./loopback.ts";
import { isProbe } from "./probes.ts";
import { sendProblem, sendUnknownRoute } from "./problem.ts";
import type { ServerName } from "./server-name.ts";

export interface ServerParts {
  name: ServerName;
  log: FastifyBaseLogger;
  metrics: ChatMetrics;
  access: Access;
  /** Names that requests may come under beside those of this machine, in lower case. Default none. */
  hostNames?: string[];
  /** Adds the hooks that report requests to a monitor; without it none is told. */
  traceRequests?: ((app: FastifyInstance) => void) | undefined;
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
  app.addHook("onRequest", async (_request, { raw }) => {
    // Also where nobody waits for the answer any more.
    raw.once("close", parts.metrics.requestBegins(parts.name));
  });
  parts.traceRequests?.(app);
  // Probes come under any name that leads here; they tell nothing of anybody.
  if (parts.access.trustsPort && parts.name !== "probes") {
    app.addHook("onRequest", requireKnownHost(parts.hostNames ?? []));
  }
  app.addHook("onRoute", requireGuard);
  app.addHook("onRequest", async (request) => {
    if (request.is404 || request.routeOptions.config.isOpen) return;
    setCaller(request, await parts.access.identify(request));
  });
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
