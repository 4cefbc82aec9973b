import type { FastifyBaseLogger, FastifyInstance, FastifyPluginAsync } from "fastify";
import { requireScope } from "../access/caller.ts";
import { localOwner } from "../access/owner.ts";
import { chatApp } from "../service.ts";
import type { PortRole, Settings } from "../settings.ts";
import type { OpenedDatabase } from "../store/open.ts";
import type { Listener } from "./listen.ts";
import { isForThisMachine } from "./loopback.ts";
import { noLoginReadiness, storeReadiness } from "./readiness.ts";
import { healthRoutes } from "./routes/health.ts";
import { type IngestRouteParts, ingestRoutes } from "./routes/ingest.ts";
import { keyRoutes } from "./routes/keys.ts";
import { metricsRoutes } from "./routes/metrics.ts";
import { pageRoutes } from "./routes/page.ts";
import { type SearchRouteParts, searchRoutes } from "./routes/search.ts";
import { sessionRoutes } from "./routes/sessions.ts";
import { similarRoutes } from "./routes/similar.ts";
import { statsRoutes } from "./routes/stats.ts";
import { visibilityRoutes } from "./routes/visibility.ts";
import { httpServer, type ServerParts } from "./server.ts";

export interface ServersParts extends Omit<ServerParts, "name">, SearchRouteParts {
  database: Pick<OpenedDatabase, "forOwner" | "keys" | "snapshots">;
  ingest: Omit<IngestRouteParts, "database" | "metrics">;
  log: FastifyBaseLogger;
}

/**
 * The servers that the settings ask for. Where the chats are shown without a login, one port beyond
 * this machine is only the one for probes.
 */
export function chatListeners(
  parts: ServersParts,
  settings: Pick<Settings, "host" | "isPublishedOnLoopback" | "port" | "ports">,
): Listener[] {
  const { port, ports } = settings;
  const variables = chatApp.environment;
  const asksForKeys = !parts.access.trustsPort;
  if (port !== undefined) {
    const place = { port, variable: variables.port };
    return asksForKeys || isForThisMachine(settings)
      ? [{ name: "all", server: allServer(parts), mayListenAnywhere: asksForKeys, ...place }]
      : [{ name: "probes", server: probesServer(parts), mayListenAnywhere: true, ...place }];
  }
  const servers = chatServers(parts);
  return roles.map((name) => ({
    name,
    server: servers[name],
    port: ports[name],
    variable: variables.ports[name],
    mayListenAnywhere: asksForKeys,
  }));
}

const roles = ["metrics", "search", "api"] as const satisfies PortRole[];

/** The three servers and what each of them answers. */
export function chatServers(parts: ServersParts): Record<PortRole, FastifyInstance> {
  const { database, metrics } = parts;
  const health = databaseHealth(parts);
  return {
    metrics: httpServer({ ...parts, name: "metrics" }, [
      health,
      // Nothing of a chat is in it, and what scrapes it inside a network has no key.
      metricsRoutes({ metrics, snapshots: database.snapshots }, { config: { isOpen: true } }),
      sessionRoutes(database),
    ]),
    search: httpServer({ ...parts, name: "search" }, [health, searchRoutes(parts, metrics)]),
    api: httpServer({ ...parts, name: "api" }, [health, ...apiRoutes(parts)]),
  };
}

/** One server with the routes of all three. */
export function allServer(parts: ServersParts): FastifyInstance {
  const { database, metrics } = parts;
  return httpServer({ ...parts, name: "all" }, [
    databaseHealth(parts),
    metricsRoutes(
      { metrics, snapshots: database.snapshots },
      { onRequest: requireScope("metrics", "admin") },
    ),
    ...apiRoutes(parts),
  ]);
}

/** The page, and what it and other programs ask. */
function apiRoutes(parts: ServersParts): FastifyPluginAsync[] {
  const { database, ingest, metrics } = parts;
  return [
    pageRoutes(),
    sessionRoutes(database),
    similarRoutes(database, parts.searchOf),
    statsRoutes(database),
    searchRoutes(parts, metrics),
    visibilityRoutes(database),
    keyRoutes(database.keys),
    ingestRoutes({ ...ingest, database, metrics }),
  ];
}

/** A server that says that the process lives, and why it serves nothing else. */
export function probesServer(parts: ServersParts): FastifyInstance {
  return httpServer({ ...parts, name: "probes" }, [healthRoutes(parts.version, noLoginReadiness)]);
}

function databaseHealth({ database, version }: ServersParts) {
  return healthRoutes(version, storeReadiness(database.forOwner(localOwner).store));
}
