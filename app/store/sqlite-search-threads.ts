import type { SearchIndex } from "../search/search.ts";
import { loggableError, type WarningLog } from "../telemetry/log.ts";
import { threadPool } from "./thread-pool.ts";

/** What a thread is asked. */
export type SearchReads = SearchIndex["store"] & Pick<SearchIndex["vectors"], "nearest" | "hasAny">;

export interface SearchCall {
  viewer: string;
  method: keyof SearchReads;
  parameters: unknown[];
}

export interface SqliteSearchThreads {
  /** What searches read of what `viewer` sees. Until a thread is there, `own` answers. */
  forViewer(viewer: string, own: SearchIndex): SearchIndex;
  close(): Promise<void>;
}

/**
 * Searches the file at `path` in threads: SQLite never waits, and this thread has others to answer
 * meanwhile. They are started by the first search. What finishes a search goes before what begins one.
 */
export function sqliteSearchThreads(
  path: string,
  log: WarningLog | undefined,
): SqliteSearchThreads {
  const pool = threadPool<SearchCall, unknown>({
    module: new URL("sqlite-search-thread.ts", import.meta.url),
    workerData: { path },
    onBroken: (problem) =>
      log?.warn({ error: loggableError(problem) }, "no thread for searches could start"),
  });
  return {
    forViewer(viewer, own) {
      const reads: SearchReads = { ...own.store, ...own.vectors };
      const asked = <Method extends keyof SearchReads>(method: Method) => {
        const read = reads[method] as (...parameters: unknown[]) => Promise<unknown>;
        const ask = (...parameters: unknown[]) => {
          const finishes = method === "candidates" || method === "excerpts";
          if (pool.isReady()) return pool.run({ viewer, method, parameters }, finishes);
          pool.start();
          return read(...parameters);
        };
        return ask as SearchReads[Method];
      };
      return {
        store: {
          searchText: asked("searchText"),
          candidates: asked("candidates"),
          excerpts: asked("excerpts"),
          suggestions: asked("suggestions"),
        },
        vectors: { nearest: asked("nearest"), hasAny: asked("hasAny") },
      };
    },
    close: pool.close,
  };
}
