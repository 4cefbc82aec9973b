import { Agent, get } from "node:http";
import { setInterval as ticks } from "node:timers/promises";

/** One answer to somebody who uses the site. */
export interface UserAnswer {
  /** By the clock of `performance`, when it was there. */
  atMs: number;
  latencyMs: number;
  /** 0 where the connection broke. */
  status: number;
}

export interface Load {
  answers: UserAnswer[];
  /** Ends it, and waits for what is under way. */
  stop(): Promise<void>;
}

const tickMs = 5;

/** Asks for the paths of `url` in turn, `perSecond` a second whatever the answers take. */
export function startLoad(url: string, paths: string[], perSecond: number): Load {
  const agent = new Agent({ keepAlive: true });
  const end = new AbortController();
  const answers: UserAnswer[] = [];
  const underWay = new Set<Promise<void>>();
  const ask = async (path: string) => {
    const startedAtMs = performance.now();
    const status = await new Promise<number>((resolve) => {
      get(new URL(path, url), { agent }, (answer) => {
        answer.resume();
        answer.on("end", () => resolve(answer.statusCode ?? 0));
        answer.on("error", () => resolve(0));
      }).on("error", () => resolve(0));
    });
    const atMs = performance.now();
    answers.push({ atMs, latencyMs: atMs - startedAtMs, status });
  };
  const startedAtMs = performance.now();
  const keepUp = async () => {
    let turn = 0;
    for await (const _ of ticks(tickMs, undefined, { signal: end.signal })) {
      // On a busy machine a tick comes late, and then brings what was missed.
      const due = ((performance.now() - startedAtMs) * perSecond) / 1000;
      while (turn < due) {
        const asked = ask(paths[turn++ % paths.length] ?? "/");
        underWay.add(asked);
        void asked.then(() => underWay.delete(asked));
      }
    }
  };
  const running = keepUp().catch(() => {});
  return {
    answers,
    async stop() {
      end.abort();
      await running;
      await Promise.all(underWay);
      agent.destroy();
    },
  };
}
