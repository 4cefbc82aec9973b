import { setTimeout as wait } from "node:timers/promises";
import type { Entry } from "./journal.ts";
import {
  breach,
  type Count,
  latencyBreach,
  measurement,
  measurementText,
  type Sample,
} from "./measurement.ts";
import type { SwapOptions } from "./options.ts";
import { type ProbeOptions, steadyProbes } from "./probes.ts";

export interface WatchOptions
  extends ProbeOptions,
    Pick<
      SwapOptions,
      "watchSeconds" | "windowSeconds" | "requestsPerSecond" | "errorPoints" | "latencyFactor"
    > {
  /** What users have met from a time on; undefined where Azure does not tell. */
  users: (since: Date) => Promise<Count | undefined>;
  onProgress: (text: string) => void;
}

const lookEveryMs = 500;
const tellEveryMs = 30_000;
/** Azure counts by the minute. */
const askUsersEveryMs = 15_000;

/**
 * Watches what answers at the URLs. Comes back at once when it does worse than `before`, by more than
 * is tolerated, with what is wrong, where and since when.
 */
export async function watch(
  urls: URL[],
  before: Entry["before"],
  options: WatchOptions,
): Promise<string | undefined> {
  const { watchSeconds, windowSeconds, requestsPerSecond, signal, onProgress } = options;
  using probing = steadyProbes(urls, requestsPerSecond, options);
  const startedAt = new Date();
  const startedAtMs = performance.now();
  let [toldAtMs, askedAtMs] = [startedAtMs, Number.NEGATIVE_INFINITY];
  while (performance.now() < startedAtMs + watchSeconds * 1000) {
    await wait(lookEveryMs, undefined, { signal });
    const now = performance.now();
    const samples = probing.samples.filter(
      ({ startedAtMs, latencyMs }) => startedAtMs + latencyMs > now - windowSeconds * 1000,
    );
    const measured = measurement(samples);
    const problem =
      breach(before.probes, measured, options) ?? latencyBreach(before.probes, measured, options);
    if (problem !== undefined) return `${problem}${example(samples)}`;

    if (before.users && now > askedAtMs + askUsersEveryMs) {
      askedAtMs = now;
      const users = await options.users(startedAt);
      const theirs = users && breach(before.users, users, options);
      if (theirs) return `of all users: ${theirs}, since ${clock(startedAt)}`;
    }
    if (now > toldAtMs + tellEveryMs) {
      toldAtMs = now;
      onProgress(`${Math.round((now - startedAtMs) / 1000)} s: ${measurementText(measured)}`);
    }
  }
  return undefined;
}

/** For example `; GET /ready answered 503 first, since 12:03:22`. */
function example(samples: Sample[]): string {
  const [first] = samples
    .filter(({ problem }) => problem !== undefined)
    .toSorted((a, b) => a.startedAtMs - b.startedAtMs);
  const sample = first ?? samples[0];
  if (sample === undefined) return "";
  const since = new Date(Date.now() - (performance.now() - sample.startedAtMs));
  const what = sample.problem === undefined ? "" : `; ${sample.problem} first`;
  return `${what}, since ${clock(since)}`;
}

function clock(time: Date): string {
  return time.toISOString().slice(11, 19);
}
