import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import type { Search } from "../search/search.ts";
import type { ServerName } from "../settings.ts";
import type { Store } from "../store/store.ts";
import type { ChatMetrics } from "../telemetry/metrics.ts";
import { healthRoutes } from "./routes/health.ts";
import { metricsRoutes } from "./routes/metrics.ts";
import { pageRoutes } from "./routes/page.ts";
import { searchRoutes } from "./routes/search.ts";
import { sessionRoutes } from "./routes/sessions.ts";
import { statsRoutes } from "./routes/stats.ts";
import { httpServer } from "./server.ts";

export interface ServersParts {
  store: Store;
  search: Search;
  metrics: ChatMetrics;
  log: FastifyBaseLogger;
  /** Shown by `/health`. */
  version: string;
}

/** The three servers and what each of them answers. */
export function chatServers(parts: ServersParts): Record<ServerName, FastifyInstance> {
  const { store, search, metrics, log } = parts;
  const health = healthRoutes(store, parts.version);
  return {
    metrics: httpServer({ name: "metrics", log, metrics }, [
      health,
      metricsRoutes(metrics),
      sessionRoutes(store),
    ]),
    search: httpServer({ name: "search", log, metrics }, [health, searchRoutes(search, metrics)]),
    api: httpServer({ name: "api", log, metrics }, [
      health,
      pageRoutes(),
      sessionRoutes(store),
      statsRoutes(store),
      searchRoutes(search, metrics),
    ]),
  };
}
