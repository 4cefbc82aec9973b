import { randomUUID } from "node:crypto";
import cors, { type FastifyCorsOptions } from "@fastify/cors";
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
import type { DescribedRoute } from "./openapi/document.ts";
import { isProbe } from "./probes.ts";
import { sendProblem, sendUnknownRoute } from "./problem.ts";
import { openApiRoutes } from "./routes/openapi.ts";
import type { ServerName } from "./server-name.ts";

export interface ServerParts {
  name: ServerName;
  log: FastifyBaseLogger;
  metrics: ChatMetrics;
  access: Access;
  /** Shown by `/health` and in `/openapi.json`. */
  version: string;
  /** Names that requests may come under beside those of this machine, in lower case. Default none. */
  hostNames?: string[];
  /** Origins of other sites whose pages may ask; default none. */
  corsOrigins?: string[];
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
  if (parts.corsOrigins !== undefined && parts.corsOrigins.length > 0) {
    app.register(cors, crossOrigin(parts.corsOrigins));
  }
  // A browser asks without a key whether it may ask with one, so that must be answered before.
  app.after(() => requireAccess(app, parts));
  const served: DescribedRoute[] = [];
  app.addHook("onRoute", (route) => {
    served.push(route);
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
  if (parts.name !== "probes") app.register(openApiRoutes(served, parts.version));
  return app;
}

function requireAccess(app: FastifyInstance, { name, access, hostNames = [] }: ServerParts): void {
  // Probes come under any name that leads here; they tell nothing of anybody.
  if (access.trustsPort && name !== "probes") {
    app.addHook("onRequest", requireKnownHost(hostNames));
  }
  app.addHook("onRoute", requireGuard);
  app.addHook("onRequest", async (request) => {
    if (request.is404 || request.routeOptions.config.isOpen) return;
    setCaller(request, await access.identify(request));
  });
}

/** What pages of these origins may send and read, with a key but without cookies. */
function crossOrigin(origins: string[]): FastifyCorsOptions {
  return {
    origin: origins,
    methods: ["GET", "POST", "PATCH", "DELETE"],
    allowedHeaders: ["authorization", "cache-control", "content-type"],
    exposedHeaders: ["retry-after", "x-cache", "x-request-id"],
    maxAge: preflightSeconds,
  };
}

/** For which a browser does not ask again; Chromium takes two hours at most. */
const preflightSeconds = 600;
