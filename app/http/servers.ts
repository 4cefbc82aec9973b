import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import type { Search } from "../search/search.ts";
import { chatApp } from "../service.ts";
import type { PortRole, Settings } from "../settings.ts";
import type { Store } from "../store/store.ts";
import type { Listener } from "./listen.ts";
import { isForThisMachine } from "./loopback.ts";
import { noLoginReadiness, storeReadiness } from "./readiness.ts";
import { healthRoutes } from "./routes/health.ts";
import { metricsRoutes } from "./routes/metrics.ts";
import { pageRoutes } from "./routes/page.ts";
import { searchRoutes } from "./routes/search.ts";
import { sessionRoutes } from "./routes/sessions.ts";
import { statsRoutes } from "./routes/stats.ts";
import { httpServer, type ServerParts } from "./server.ts";

export interface ServersParts extends Pick<ServerParts, "metrics" | "traceRequests" | "hostNames"> {
  store: Store;
  search: Search;
  log: FastifyBaseLogger;
  /** Shown by `/health`. */
  version: string;
}

/**
 * The servers that the settings ask for. With one port beyond this machine that is only the one for
 * probes, because the chats are shown without a login.
 */
export function chatListeners(
  parts: ServersParts,
  settings: Pick<Settings, "host" | "isPublishedOnLoopback" | "port" | "ports">,
): Listener[] {
  const { port, ports } = settings;
  const variables = chatApp.environment;
  if (port !== undefined) {
    const place = { port, variable: variables.port };
    return isForThisMachine(settings)
      ? [{ name: "all", server: allServer(parts), ...place }]
      : [{ name: "probes", server: probesServer(parts), ...place }];
  }
  const servers = chatServers(parts);
  return roles.map((name) => ({
    name,
    server: servers[name],
    port: ports[name],
    variable: variables.ports[name],
  }));
}

const roles = ["metrics", "search", "api"] as const satisfies PortRole[];

/** The three servers and what each of them answers. */
export function chatServers(parts: ServersParts): Record<PortRole, FastifyInstance> {
  const { store, search, metrics } = parts;
  const health = healthRoutes(parts.version, storeReadiness(store));
  return {
    metrics: httpServer({ ...parts, name: "metrics" }, [
      health,
      metricsRoutes(metrics),
      sessionRoutes(store),
    ]),
    search: httpServer({ ...parts, name: "search" }, [health, searchRoutes(search, metrics)]),
    api: httpServer({ ...parts, name: "api" }, [
      health,
      pageRoutes(),
      sessionRoutes(store),
      statsRoutes(store),
      searchRoutes(search, metrics),
    ]),
  };
}

/** One server with the routes of all three. */
export function allServer(parts: ServersParts): FastifyInstance {
  const { store, search, metrics } = parts;
  return httpServer({ ...parts, name: "all" }, [
    healthRoutes(parts.version, storeReadiness(store)),
    metricsRoutes(metrics),
    pageRoutes(),
    sessionRoutes(store),
    statsRoutes(store),
    searchRoutes(search, metrics),
  ]);
}

/** A server that says that the process lives, and why it serves nothing else. */
export function probesServer(parts: ServersParts): FastifyInstance {
  return httpServer({ ...parts, name: "probes" }, [healthRoutes(parts.version, noLoginReadiness)]);
}
