import { drain, listen } from "../http/listen.ts";
import { chatServers } from "../http/servers.ts";
import { hybridSearch } from "../search/hybrid.ts";
import { chatApp } from "../service.ts";
import type { Settings } from "../settings.ts";
import { openSqliteStore } from "../store/sqlite.ts";
import { jsonLog } from "../telemetry/log.ts";
import { chatMetrics } from "../telemetry/metrics.ts";
import { hashedNgrams } from "../vectors/hashed-ngrams.ts";

/** Left of the grace for closing the database after the last request was cut. */
const closeMs = 2000;

/** Serves until SIGTERM or SIGINT, then drains. A second signal ends the process at once. */
export async function serve(settings: Settings): Promise<number> {
  const log = jsonLog(settings.logLevel);
  const stopSignal = nextSignal();
  const { store, vectors } = await openSqliteStore({ directory: settings.dataDirectory });
  try {
    const metrics = chatMetrics(store, settings.version);
    metrics.watchProcess();
    const search = hybridSearch({ store, vectors, embedder: hashedNgrams });
    const servers = chatServers({ store, search, metrics, log, version: settings.version });
    await listen(servers, settings);
    log.info({ version: settings.version, startedInMs: Math.round(performance.now()) }, "ready");

    log.info({ signal: await stopSignal }, "draining");
    const finished = await drain(servers, chatApp.stopGraceSeconds * 1000 - closeMs);
    log.info({ finished }, "stopped");
    return 0;
  } finally {
    await store.close();
  }
}

/** Then both signals have their usual effect again. */
function nextSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    const stop = (signal: NodeJS.Signals) => {
      process.off("SIGTERM", stop).off("SIGINT", stop);
      resolve(signal);
    };
    process.on("SIGTERM", stop).on("SIGINT", stop);
  });
}
