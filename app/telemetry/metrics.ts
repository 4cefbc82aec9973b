import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "@prometheus-io/client";
import type { ServerName } from "../http/server-name.ts";
import type { SearchResponse } from "../search/search.ts";
import type { Counts, ImportRecord, Store } from "../store/store.ts";

export type ChatMetrics = ReturnType<typeof chatMetrics>;

/** One answered request. */
export interface RequestFacts {
  server: ServerName;
  method: string;
  /** Pattern such as `/api/sessions/:id`, so that the number of series stays small. */
  route: string;
  status: number;
  durationSeconds: number;
}

/** The figures of the application, in a registry of their own. */
export function chatMetrics(store: Store, version: string) {
  const registry = new Registry();
  const families = metricFamilies(registry);
  families.buildInfo.set({ version, node: process.version }, 1);
  // A series that starts at 0 lets a rate see its first increase.
  for (const mode of ["hybrid", "text"]) {
    families.searches.inc({ mode }, 0);
    families.searchDuration.zero({ mode });
  }

  return {
    contentType: registry.contentType,

    recordRequest({ server, method, route, status, durationSeconds }: RequestFacts) {
      const labels = { server, method, route, status_class: `${Math.floor(status / 100)}xx` };
      families.httpRequests.inc(labels);
      families.httpRequestDuration.observe(labels, durationSeconds);
    },

    recordSearch({ modeUsed, hits, tookMs }: SearchResponse) {
      families.searches.inc({ mode: modeUsed });
      families.searchDuration.observe({ mode: modeUsed }, tookMs / 1000);
      if (hits.length === 0) {
        families.searchesWithoutHits.inc();
      }
    },

    /** Adds CPU, memory, event loop and garbage collector of this process. Call once. */
    watchProcess() {
      collectDefaultMetrics({ register: registry });
    },

    /** Prometheus text. Figures of a store that fails are left out, and `copilot_store_up` is 0. */
    async text(): Promise<string> {
      try {
        const [counts, lastImport] = await Promise.all([store.counts(), store.lastImport()]);
        families.storeUp.set(1);
        showStore(families, counts, lastImport);
      } catch {
        families.storeUp.set(0);
        showStore(families, undefined, undefined);
      }
      return registry.metrics();
    },
  };
}

/** Every metric family of our own: name, help, labels and buckets. */
function metricFamilies(registry: Registry) {
  const registers = [registry];
  const requestLabels = ["server", "method", "route", "status_class"];
  const upToSeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers });

  return {
    httpRequests: new Counter({
      name: "copilot_http_requests_total",
      help: "Requests answered.",
      labelNames: requestLabels,
      registers,
    }),
    httpRequestDuration: new Histogram({
      name: "copilot_http_request_duration_seconds",
      help: "Time from the head of a request to the end of its answer.",
      labelNames: requestLabels,
      buckets: upToSeconds,
      registers,
    }),
    searches: new Counter({
      name: "copilot_searches_total",
      help: "Searches answered, by the mode that answered.",
      labelNames: ["mode"],
      registers,
    }),
    searchDuration: new Histogram({
      name: "copilot_search_duration_seconds",
      help: "Time that a search took inside the application.",
      labelNames: ["mode"],
      buckets: upToSeconds,
      registers,
    }),
    searchesWithoutHits: new Counter({
      name: "copilot_searches_without_hits_total",
      help: "Searches answered that found nothing.",
      registers,
    }),
    storeUp: gauge("copilot_store_up", "1 when the database answered this scrape, else 0."),
    sessions: gauge("copilot_sessions", "Chat sessions stored."),
    messages: gauge("copilot_messages", "Messages stored."),
    workspaces: gauge("copilot_workspaces", "Workspaces of the stored sessions."),
    toolCalls: gauge("copilot_tool_calls", "Tool calls stored."),
    databaseSize: gauge("copilot_database_size_bytes", "Size of the database on disk."),
    lastImportFinished: gauge(
      "copilot_last_import_timestamp_seconds",
      "When the last import finished, in seconds since 1970.",
    ),
    lastImportFilesFailed: gauge(
      "copilot_last_import_files_failed",
      "Files that the last finished import could not read.",
    ),
    lastImportSessionsAdded: gauge(
      "copilot_last_import_sessions_added",
      "Sessions that the last finished import added.",
    ),
    buildInfo: new Gauge({
      name: "copilot_build_info",
      help: "Always 1; the labels say what runs.",
      labelNames: ["version", "node"],
      registers,
    }),
  };
}

function showStore(
  families: ReturnType<typeof metricFamilies>,
  counts: Counts | undefined,
  lastImport: ImportRecord | undefined,
) {
  show(families.sessions, counts?.sessions);
  show(families.messages, counts?.messages);
  show(families.workspaces, counts?.workspaces);
  show(families.toolCalls, counts?.toolCalls);
  show(families.databaseSize, counts?.databaseBytes);

  const finishedAt = lastImport?.finishedAt;
  const finished = finishedAt === undefined ? undefined : lastImport;
  show(families.lastImportFinished, finishedAt === undefined ? undefined : finishedAt / 1000);
  show(families.lastImportFilesFailed, finished?.filesFailed);
  show(families.lastImportSessionsAdded, finished?.sessionsAdded);
}

/** Leaves the series out where 0 would be read as a figure. */
function show(gauge: Gauge, value: number | undefined) {
  if (value === undefined) {
    gauge.remove();
  } else {
    gauge.set(value);
  }
}
