import type { CacheRecorder } from "../cache/cache.ts";
import type { ServerName } from "../http/server-name.ts";
import type { ImportReport } from "../import/report.ts";
import { type IngestAnswer, ingestOutcomes } from "../ingest/protocol.ts";
import type { CircuitState } from "../resilience/circuit-breaker.ts";
import {
  fallbackReasons,
  type SearchRecorder,
  type SearchResponse,
  searchLegs,
  searchModes,
} from "../search/search.ts";
import type { Instruments } from "./families/family.ts";
import type { httpFamilies } from "./families/http.ts";
import type { importFamilies } from "./families/imports.ts";
import type { processFamilies } from "./families/process.ts";
import type { searchFamilies } from "./families/search.ts";

/** One answered request. */
export interface RequestFacts {
  server: ServerName;
  method: string;
  /** Pattern such as `/api/sessions/:id`, so that the number of series stays small. */
  route: string;
  status: number;
  durationSeconds: number;
}

export function requestRecorder(to: Instruments<typeof httpFamilies>) {
  return {
    /** To be called as a request begins; what it gives, once it is over. */
    requestBegins(server: ServerName): () => void {
      to.httpRequestsInFlight.inc({ server });
      return () => to.httpRequestsInFlight.dec({ server });
    },

    recordRequest({ server, method, route, status, durationSeconds }: RequestFacts) {
      const place = { server, method, route };
      const labels = { ...place, status_class: `${Math.floor(status / 100)}xx` };
      to.httpRequests.inc(labels);
      to.httpRequestDuration.observe(labels, durationSeconds);
      if (status >= 400) to.httpErrors.inc({ ...place, status });
    },
  };
}

export function searchRecorder(to: Instruments<typeof searchFamilies>) {
  // A series that starts at 0 lets a rate see its first increase.
  for (const mode of searchModes) {
    to.searches.inc({ mode }, 0);
    to.searchDuration.zero({ mode });
  }
  for (const leg of searchLegs) to.searchLegDuration.zero({ leg });
  for (const reason of fallbackReasons) to.searchFallbacks.inc({ reason }, 0);
  for (const result of ["hit", "miss", "failure"]) to.cacheReads.inc({ result }, 0);
  for (const result of ["kept", "too_large", "failure"]) to.cacheWrites.inc({ result }, 0);
  for (const reason of ["room", "age"]) to.cacheDropped.inc({ reason }, 0);
  const search: SearchRecorder = {
    leg: (leg, seconds) => to.searchLegDuration.observe({ leg }, seconds),
    fallback: (reason) => to.searchFallbacks.inc({ reason }),
  };
  const cache: CacheRecorder = {
    read: (result) => to.cacheReads.inc({ result }),
    write: (result) => to.cacheWrites.inc({ result }),
    dropped: (reason) => to.cacheDropped.inc({ reason }),
    size(entries, bytes) {
      to.cacheEntries.set(entries);
      to.cacheSize.set(bytes);
    },
  };
  return {
    search,
    cache,
    recordSearch({ modeUsed, hits, tookMs }: SearchResponse) {
      to.searches.inc({ mode: modeUsed });
      to.searchDuration.observe({ mode: modeUsed }, tookMs / 1000);
      if (hits.length === 0) to.searchesWithoutHits.inc();
    },
  };
}

export function importRecorder(to: Instruments<typeof importFamilies>) {
  for (const outcome of ingestOutcomes) to.ingestedSessions.inc({ outcome }, 0);
  for (const outcome of ["finished", "interrupted", "failed"]) to.imports.inc({ outcome }, 0);
  for (const outcome of ["read", "failed"]) to.importedFiles.inc({ outcome }, 0);
  for (const outcome of ["added", "updated"]) {
    to.importedSessions.inc({ outcome }, 0);
    to.importedMessages.inc({ outcome }, 0);
  }
  return {
    /** An import of this process; undefined where it failed. */
    recordImport(report: ImportReport | undefined) {
      if (report === undefined) return to.imports.inc({ outcome: "failed" });
      to.imports.inc({ outcome: report.interrupted ? "interrupted" : "finished" });
      to.importDuration.observe(report.durationMs / 1000);
      to.importedFiles.inc({ outcome: "read" }, report.filesRead);
      to.importedFiles.inc({ outcome: "failed" }, report.filesFailed);
      to.importedSessions.inc({ outcome: "added" }, report.sessionsAdded);
      to.importedSessions.inc({ outcome: "updated" }, report.sessionsUpdated);
      to.importedMessages.inc({ outcome: "added" }, report.messagesAdded);
      to.importedMessages.inc({ outcome: "updated" }, report.messagesUpdated);
    },

    recordIngest({ sessions, secretsRedacted }: IngestAnswer) {
      for (const { outcome } of sessions) to.ingestedSessions.inc({ outcome });
      to.ingestedSecrets.inc(secretsRedacted);
    },

    /** A request of a collector that was answered with an error. `reason` is a code of a Problem. */
    recordIngestRefusal(reason: string) {
      to.ingestRefusals.inc({ reason });
    },
  };
}

export function processRecorder(to: Instruments<typeof processFamilies>) {
  for (const outcome of ["saved", "already_there", "failed"]) {
    to.metricSnapshots.inc({ outcome }, 0);
  }
  return {
    recordSnapshot(outcome: "saved" | "already_there" | "failed") {
      to.metricSnapshots.inc({ outcome });
    },

    /** Gives what is to be told of every change of the circuit breaker of that name. */
    circuit(circuit: string): (state: CircuitState) => void {
      const show = (current: CircuitState) => {
        for (const state of ["closed", "half-open", "open"] as const) {
          to.circuitState.set({ circuit, state }, state === current ? 1 : 0);
        }
      };
      show("closed");
      to.circuitOpenings.inc({ circuit }, 0);
      return (state) => {
        show(state);
        if (state === "open") to.circuitOpenings.inc({ circuit });
      };
    },
  };
}
