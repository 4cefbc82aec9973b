import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** The stand-in for Qdrant as a process of its own, which knows vectors of a database. */
export interface QdrantProcess {
  url: string;
  stop(): Promise<void>;
  /** Starts it again on its port, with what it had. */
  start(): Promise<void>;
  /** Ends the process. */
  end(): void;
}

/** Starts it with some of the vectors of hashed n-grams that the database at `path` has. */
export async function startQdrant(path: string): Promise<QdrantProcess> {
  const child = fork(join(import.meta.dirname, "qdrant-process.ts"), [path]);
  const url = String(await told(child));
  const ask = async (order: "stop" | "start") => {
    const done = told(child);
    child.send(order);
    await done;
  };
  return {
    url,
    stop: () => ask("stop"),
    start: () => ask("start"),
    end: () => child.disconnect(),
  };
}

async function told(child: ChildProcess): Promise<unknown> {
  const [message] = await Promise.race([
    once(child, "message"),
    once(child, "exit").then(([code]) => {
      throw new Error(`the stand-in for Qdrant has ended with ${code}`);
    }),
  ]);
  return message;
}
