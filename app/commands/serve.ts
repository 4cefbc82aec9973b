import { loopbackAccess } from "../access/access.ts";
import { keyAccess } from "../access/key-access.ts";
import { localOwner } from "../access/owner.ts";
import { backupFigures } from "../backup/catalogue/figures.ts";
import { openCache } from "../cache/open-cache.ts";
import { chooseEmbedder } from "../embedders/choose.ts";
import { currentEmbedder } from "../embedders/current.ts";
import { lateEmbedder } from "../embedders/late.ts";
import { drain, listen } from "../http/listen.ts";
import { noLoginReason } from "../http/readiness.ts";
import { chatListeners } from "../http/servers.ts";
import { type IngestEmbedding, ingestEmbedding } from "../ingest/embedding.ts";
import { serverSanitizer } from "../ingest/server-sanitizer.ts";
import { cachedSearch } from "../search/cached-search.ts";
import { legGuards } from "../search/guards.ts";
import { hybridSearch } from "../search/hybrid.ts";
import { wordSuggestions } from "../search/suggest.ts";
import { chatApp } from "../service.ts";
import type { Settings } from "../settings.ts";
import type { Machine } from "../sources/vscode/folders.ts";
import { type OpenedDatabase, openDatabase } from "../store/open.ts";
import { perOwner } from "../store/per-owner.ts";
import { jsonLog } from "../telemetry/log.ts";
import { chatMetrics } from "../telemetry/metrics.ts";
import { saveSnapshots } from "../telemetry/snapshots.ts";
import { startTelemetry } from "../telemetry/telemetry.ts";
import { rescanInBackground } from "./rescan.ts";
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
  const database = await openDatabase(settings, log);
  const chosen = chooseEmbedder(settings.embedder);
  const embedder = lateEmbedder(chosen);
  const backups = () => backupFigures(settings.backup.directory);
  const metrics = chatMetrics({ database, version, embedder, backups });
  const cache = await openCache(settings, { metrics, log });
  try {
    const { store, vectors } = database.forOwner(localOwner);
    metrics.watchProcess();
    const generation = async () =>
      `${version} ${embedder.generation} ${await database.indexGeneration()}`;
    const guards = legGuards({ onCircuit: metrics.circuit });
    const searchOf = perOwner((owner) => {
      const current = currentEmbedder(database.forOwner(owner).vectors, embedder);
      const parts = { embedder: current, guards, log, recorder: metrics.search };
      const search = hybridSearch({ ...database.forSearch(owner), ...parts });
      return cachedSearch(search, { cache, generation, caller: owner });
    });
    const suggestOf = perOwner((owner) =>
      wordSuggestions({ ...database.forSearch(owner), guards, log }),
    );
    const traceRequests = telemetry?.traceRequests;
    const { hostNames, corsOrigins } = settings;
    const { adminKey } = settings.access;
    const access =
      settings.access.by === "keys" ? keyAccess({ keys: database.keys, adminKey }) : loopbackAccess;
    const embedding = ingestEmbedding({ database, embedder, log });
    const ingest = {
      quotas: settings.ingest,
      sanitizer: serverSanitizer(settings.dataDirectory, log),
      ...(settings.runsBackgroundJobs && { onStored: embedding.embed }),
    };
    const common = { metrics, access, log, version, traceRequests, hostNames, corsOrigins };
    const parts = { database, searchOf, suggestOf, ingest, ...common };
    const listeners = chatListeners(parts, settings);
    await listen(listeners, settings);
    if (store.unavailableReason !== undefined) log.warn(store.unavailableReason);
    if (listeners.some(({ name }) => name === "probes")) log.warn(noLoginReason);
    const startedInMs = Math.round(performance.now());
    log.info({ version, startedInMs, embedder: chosen.description }, "ready");
    void metrics.warmUp();
    const watching = { store, vectors, embedder, log, onImport: metrics.recordImport };
    const watch = await watchUsualChats(settings, machine, watching);
    const isThere = store.unavailableReason === undefined;
    if (isThere && settings.runsBackgroundJobs) void embedEverybody(database, embedding);
    const rescan = isThere ? rescanInBackground(settings, { database, embedder, log }) : undefined;
    const saved = { metrics, snapshots: database.snapshots, interval: settings.snapshotInterval };
    const snapshots =
      isThere && settings.runsBackgroundJobs ? saveSnapshots({ ...saved, log }) : undefined;

    log.info({ signal: await stopSignal }, "draining");
    const [finished] = await Promise.all([
      drain(listeners, chatApp.stopGraceSeconds * 1000 - closeMs),
      watch?.stop(),
      rescan?.stop(),
      snapshots?.stop(),
    ]);
    await embedding.stop();
    log.info({ finished }, "stopped");
    return 0;
  } finally {
    await cache.close();
    await database.close();
    await telemetry?.stop(telemetryMs);
    // A request to the monitor that nobody waits for any more must not hold up the exit.
    if (telemetry !== undefined) setTimeout(() => process.exit(), lingerMs).unref();
  }
}

/** Another embedder, or a stop, may have left anybody's chats without vectors. */
async function embedEverybody(
  database: Pick<OpenedDatabase, "owners">,
  embedding: Pick<IngestEmbedding, "embed">,
): Promise<void> {
  // Where the database is away, each owner's next chats are what it is done with.
  const owners = await database.owners().catch(() => []);
  for (const owner of owners) embedding.embed(owner);
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
