import { measurement, measurementText, type Sample } from "./measurement.ts";
import { type ProbeOptions, probe } from "./probes.ts";

export interface WarmUpOptions extends ProbeOptions {
  /** It ends then, steady or not. */
  seconds: number;
}

/** What a warm-up came to. */
export interface WarmUp {
  isSteady: boolean;
  /** The last of them failed; undefined when none of the last round did. */
  problem: string | undefined;
  summary: string;
}

const requestsPerRound = 10;
/** Rounds in a row that are as quick as the quickest. */
const steadyRounds = 3;
/** A round is as quick when it takes this much longer at most: a share, or what nobody notices. */
const tolerance = { factor: 1.2, ms: 5 };

/**
 * Asks the URLs, one after the other, until answers come as quickly as they ever did, so that people
 * do not pay for what is loaded and compiled at the first request.
 */
export async function warmUp(
  urls: URL[],
  { seconds, apiKey, signal }: WarmUpOptions,
): Promise<WarmUp> {
  const deadline = performance.now() + seconds * 1000;
  const medians: number[] = [];
  let round: Sample[] = [];
  do {
    round = [];
    for (let index = 0; index < requestsPerRound; index++) {
      for (const url of urls) round.push(await probe(url, { apiKey, signal }));
    }
    signal.throwIfAborted();
    medians.push(medianMs(round));
  } while (!isSteady(medians) && performance.now() < deadline);
  const [first = 0, last = 0] = [medians[0], medians.at(-1)];
  return {
    isSteady: isSteady(medians),
    problem: round.find(({ problem }) => problem !== undefined)?.problem,
    summary:
      `an answer took ${first.toFixed(1)} ms at first and ${last.toFixed(1)} ms at last, ` +
      measurementText(measurement(round)),
  };
}

function isSteady(medians: number[]): boolean {
  const quickest = Math.min(...medians);
  const last = medians.slice(-steadyRounds);
  const limit = Math.max(quickest * tolerance.factor, quickest + tolerance.ms);
  return last.length === steadyRounds && last.every((median) => median <= limit);
}

function medianMs(samples: Sample[]): number {
  const sorted = samples.map(({ latencyMs }) => latencyMs).toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
