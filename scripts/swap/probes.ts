import { setInterval as ticks } from "node:timers/promises";
import type { Sample } from "./measurement.ts";

export interface ProbeOptions {
  /** Of the application, for paths that are not open to all. Sent as a bearer token. */
  apiKey: string | undefined;
  signal: AbortSignal;
}

/** No person waits longer. */
const timeoutMs = 5_000;

/** Asks `url` once; whatever goes wrong is told in the sample. A success is any answer of 2xx. */
export async function probe(url: URL, { apiKey, signal }: ProbeOptions): Promise<Sample> {
  const startedAtMs = performance.now();
  const problem = await fetch(url, {
    ...(apiKey !== undefined && { headers: { authorization: `Bearer ${apiKey}` } }),
    redirect: "manual",
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
  }).then(
    async (answer) => {
      await answer.arrayBuffer();
      return answer.ok ? undefined : `answered ${answer.status}`;
    },
    (error: Error) =>
      error.name === "TimeoutError"
        ? `did not answer within ${timeoutMs / 1000} s`
        : `gave no answer (${Object(error.cause).code ?? error.message})`,
  );
  const latencyMs = performance.now() - startedAtMs;
  return {
    startedAtMs,
    latencyMs,
    ...(problem !== undefined && { problem: `GET ${url.pathname} ${problem}` }),
  };
}

export interface SteadyProbes {
  /** What is known so far, in the order in which answers came. */
  samples: Sample[];
  [Symbol.dispose](): void;
}

/** Asks the URLs in turn, `perSecond` a second whatever the answers take, until it is disposed of. */
export function steadyProbes(
  urls: URL[],
  perSecond: number,
  { apiKey, signal }: ProbeOptions,
): SteadyProbes {
  const samples: Sample[] = [];
  const end = new AbortController();
  const both = AbortSignal.any([signal, end.signal]);
  const ask = async () => {
    let turn = 0;
    for await (const _ of ticks(1000 / perSecond, undefined, { signal: both })) {
      const url = urls[turn++ % urls.length];
      if (url === undefined) continue;
      void probe(url, { apiKey, signal: both }).then((sample) => {
        // What was cut off by the end tells nothing of the application.
        if (!both.aborted) samples.push(sample);
      });
    }
  };
  // The only way to its end is an abort.
  void ask().catch(() => {});
  return { samples, [Symbol.dispose]: () => end.abort() };
}
