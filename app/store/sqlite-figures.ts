import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Figures } from "./figures.ts";

/** Counts what is in a file. */
export interface SqliteFigures {
  /** Throws where the file cannot be read to its end, or is closed meanwhile. */
  read(): Promise<Figures>;
  close(): Promise<void>;
}

/**
 * The figures of the file at `path`. A thread counts them, which is started by the first reading
 * and stays: SQLite never waits, and this thread has requests to answer meanwhile.
 */
export function sqliteFigures(path: string): SqliteFigures {
  let thread: Worker | undefined;
  const start = () => {
    const started = new Worker(new URL("sqlite-figures-thread.ts", import.meta.url), {
      workerData: { path },
    });
    const forget = () => {
      if (thread === started) thread = undefined;
    };
    started.once("error", forget).once("exit", forget);
    return started;
  };
  return {
    async read() {
      thread ??= start();
      const listening = new AbortController();
      const { signal } = listening;
      const outcome = Promise.race([
        once(thread, "message", { signal }),
        once(thread, "exit", { signal }),
      ]).finally(() => listening.abort());
      thread.postMessage("read");
      const [figures] = await outcome;
      if (typeof figures === "object") return figures;
      throw new Error("the figures were not read to their end");
    },
    async close() {
      await thread?.terminate();
    },
  };
}
