import { loggableError, type WarningLog } from "../telemetry/log.ts";
import { withDerived } from "./derived-message.ts";
import type { SaveResult, SessionReading, Store } from "./store.ts";
import { threadPool } from "./thread-pool.ts";

/** What the thread is asked. */
export interface WriteCall {
  owner: string;
  readings: SessionReading[];
}

export interface SqliteBulkWrites {
  /** `own`, the store of `owner`, with a thread for what comes in bulk. */
  forOwner(owner: string, own: Store): Store;
  close(): Promise<void>;
}

/**
 * Stores what comes in bulk in a thread with a connection of its own to the file at `path`, so that
 * this one can read the next chats meanwhile. The first of them starts it; where it cannot start, this
 * thread stores them itself.
 */
export function sqliteBulkWrites(path: string, log: WarningLog | undefined): SqliteBulkWrites {
  let isBroken = false;
  const pool = threadPool<WriteCall, SaveResult[]>({
    module: new URL("sqlite-bulk-thread.ts", import.meta.url),
    workerData: { path },
    onBroken(problem) {
      isBroken = true;
      log?.warn({ error: loggableError(problem) }, "no thread for an import could start");
    },
    // The order of readings is to stay.
    size: 1,
    callsAhead: 1,
    // A chat of 100 MB may come after all, where a small file stands for a large one beside it.
    heapMebibytes: 1_024,
    waitMs: Number.POSITIVE_INFINITY,
  });
  return {
    forOwner: (owner, own) => ({
      ...own,
      async saveSessions(readings, amount) {
        if (amount !== "bulk" || isBroken) return own.saveSessions(readings);
        try {
          return await pool.run({ owner, readings: readings.map(withAllDerived) });
        } catch (error) {
          if (isBroken) return own.saveSessions(readings);
          throw error;
        }
      },
      async close() {
        await pool.close();
        await own.close();
      },
    }),
    close: pool.close,
  };
}

function withAllDerived(reading: SessionReading): SessionReading {
  return { ...reading, session: withDerived(reading.session) };
}
