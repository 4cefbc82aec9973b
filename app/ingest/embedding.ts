import { embedPending } from "../import/embedding.ts";
import { emptyReport } from "../import/report.ts";
import type { OpenedDatabase } from "../store/open.ts";
import type { WarningLog } from "../telemetry/log.ts";
import type { Embedder } from "../vectors/ports.ts";

/** Makes the vectors of what collectors have brought, while the server goes on. */
export interface IngestEmbedding {
  /** Looks, soon, for messages of `owner` without a vector. */
  embed(owner: string): void;
  /** Ends after the batch at hand; what is left out is made when that owner's next chats come. */
  stop(): Promise<void>;
}

/** One owner at a time, so that a search is never far behind in the line. */
export function ingestEmbedding(parts: {
  database: Pick<OpenedDatabase, "forOwner">;
  embedder: Embedder;
  log: WarningLog;
}): IngestEmbedding {
  const { database, embedder, log } = parts;
  const stopping = new AbortController();
  const waiting = new Set<string>();
  let work = Promise.resolve();

  const embedNext = async () => {
    const [owner] = waiting;
    if (owner === undefined || stopping.signal.aborted) return;
    waiting.delete(owner);
    const { store, vectors } = database.forOwner(owner);
    const report = emptyReport();
    const { signal } = stopping;
    try {
      await embedPending({ store, vectors, embedder, signal }, report, () => {});
    } catch {
      // The database is away: whatever needs it next says so.
      return;
    }
    for (const problem of report.problems) log.warn({ problem }, "search by meaning lags behind");
  };
  return {
    embed(owner) {
      waiting.add(owner);
      work = work.then(embedNext);
    },
    async stop() {
      stopping.abort();
      await work;
    },
  };
}
