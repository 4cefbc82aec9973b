import { z } from "zod";

/** One request and what became of it. */
export interface Sample {
  /** By the clock of `performance`. */
  startedAtMs: number;
  latencyMs: number;
  /** Why its answer was none; undefined for a success. */
  problem?: string;
}

/** How many requests failed of how many. */
export const countSchema = z.object({ requests: z.number(), failed: z.number() });
export type Count = z.infer<typeof countSchema>;

/** A count, and how long an answer took but for the slowest five of a hundred. */
export const measurementSchema = countSchema.extend({ p95Ms: z.number() });
export type Measurement = z.infer<typeof measurementSchema>;

export function measurement(samples: Sample[]): Measurement {
  const latencies = samples.map(({ latencyMs }) => latencyMs).toSorted((a, b) => a - b);
  return {
    requests: samples.length,
    failed: samples.filter(({ problem }) => problem !== undefined).length,
    p95Ms: latencies[Math.ceil(latencies.length * 0.95) - 1] ?? 0,
  };
}

/** How much worse a release may be than what ran before it. */
export interface Tolerance {
  /** Points by which the percentage of failed requests may grow. */
  errorPoints: number;
  /** Times as long that an answer may take. */
  latencyFactor: number;
}

/** Fewer say nothing about a percentage. */
export const fewestRequests = 20;
/** One failure, or two, is an accident. */
const fewestFailures = 3;
/** Answers in a millisecond take five at times, which is no breach. */
const unnoticedMs = 250;

/** What is worse now than the tolerance allows; undefined while that is nothing, or not known yet. */
export function breach(
  before: Count,
  now: Count,
  { errorPoints }: Pick<Tolerance, "errorPoints">,
): string | undefined {
  if (now.requests < fewestRequests || now.failed < fewestFailures) return undefined;
  const allowed = percentage(before) + errorPoints;
  if (percentage(now) <= allowed) return undefined;
  return (
    `${now.failed} of ${now.requests} requests failed, ${percentage(now).toFixed(1)} % ` +
    `where ${percentage(before).toFixed(1)} % did before, and ${allowed.toFixed(1)} % may`
  );
}

/** As `breach`, for how long answers take. */
export function latencyBreach(
  before: Measurement,
  now: Measurement,
  { latencyFactor }: Pick<Tolerance, "latencyFactor">,
): string | undefined {
  const allowedMs = Math.max(before.p95Ms * latencyFactor, before.p95Ms + unnoticedMs);
  if (now.requests < fewestRequests || now.p95Ms <= allowedMs) return undefined;
  return (
    `answers take ${Math.round(now.p95Ms)} ms (p95) where they took ${Math.round(before.p95Ms)} ms ` +
    `before, and ${Math.round(allowedMs)} ms are allowed`
  );
}

/** For example `300 requests, 0.3 % failed, p95 12 ms`. */
export function measurementText(measured: Measurement): string {
  const { requests, p95Ms } = measured;
  const failed = percentage(measured).toFixed(1);
  return `${requests} requests, ${failed} % failed, p95 ${Math.round(p95Ms)} ms`;
}

function percentage({ requests, failed }: Count): number {
  return requests === 0 ? 0 : (100 * failed) / requests;
}
