import { drain, listen } from "../http/listen.ts";
import { noLoginReason } from "../http/readiness.ts";
import { chatListeners } from "../http/servers.ts";
import { hybridSearch } from "../search/hybrid.ts";
import { chatApp } from "../service.ts";
import type { Settings } from "../settings.ts";
import type { Machine } from "../sources/vscode/folders.ts";
import { openStore } from "../store/open.ts";
import { jsonLog } from "../telemetry/log.ts";
import { chatMetrics } from "../telemetry/metrics.ts";
import { startTelemetry } from "../telemetry/telemetry.ts";
import { hashedNgrams } from "../vectors/hashed-ngrams.ts";
import { watchUsualChats } from "./watch.ts";

/** Left of the grace for the database and the telemetry after the last request was cut. */
const closeMs = 2000;
const telemetryMs = 1500;
const lingerMs = 200;

/** Serves and watches until SIGTERM or SIGINT, then drains. A second signal ends the process at once. */
export async function serve(settings: Settings, machine: Machine): Promise<number> {
  const stopSignal = nextSignal();
  const { version } = settings;
  const telemetry = await startTelemetry(settings);
  const log = jsonLog(settings.logLevel, undefined, telemetry?.warnings);
  const { store, vectors } = await openStore(settings, log);
  try {
    const metrics = chatMetrics(store, version);
    metrics.watchProcess();
    const search = hybridSearch({ store, vectors, embedder: hashedNgrams, log });
    const traceRequests = telemetry?.traceRequests;
    const { hostNames } = settings;
    const parts = { store, search, metrics, log, version, traceRequests, hostNames };
    const listeners = chatListeners(parts, settings);
    await listen(listeners, settings);
    if (store.unavailableReason !== undefined) log.warn(store.unavailableReason);
    if (listeners.some(({ name }) => name === "probes")) log.warn(noLoginReason);
    log.info({ version, startedInMs: Math.round(performance.now()) }, "ready");
    const watch = await watchUsualChats(settings, machine, { store, vectors, log });

    log.info({ signal: await stopSignal }, "draining");
    const [finished] = await Promise.all([
      drain(listeners, chatApp.stopGraceSeconds * 1000 - closeMs),
      watch?.stop(),
    ]);
    log.info({ finished }, "stopped");
    return 0;
  } finally {
    await store.close();
    await telemetry?.stop(telemetryMs);
    // A request to the monitor that nobody waits for any more must not hold up the exit.
    if (telemetry !== undefined) setTimeout(() => process.exit(), lingerMs).unref();
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
