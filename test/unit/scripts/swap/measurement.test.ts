import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  breach,
  latencyBreach,
  measurement,
  measurementText,
  type Sample,
} from "../../../../scripts/swap/measurement.ts";

const tolerance = { errorPoints: 2, latencyFactor: 2 };

/** Requests that took so long, the first `failed` of which failed. */
function samples(latenciesMs: number[], failed = 0): Sample[] {
  return latenciesMs.map((latencyMs, index) => ({
    startedAtMs: 0,
    latencyMs,
    ...(index < failed && { problem: "GET / answered 500" }),
  }));
}

describe("a measurement", () => {
  it("counts, and leaves the slowest five of a hundred out", () => {
    const latencies = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(measurement(samples(latencies, 7))).toEqual({ requests: 100, failed: 7, p95Ms: 95 });
    expect(measurement(samples([3]))).toEqual({ requests: 1, failed: 0, p95Ms: 3 });
    expect(measurement([])).toEqual({ requests: 0, failed: 0, p95Ms: 0 });
  });

  it("is told in words", () => {
    expect(measurementText({ requests: 300, failed: 1, p95Ms: 12.4 })).toBe(
      "300 requests, 0.3 % failed, p95 12 ms",
    );
    expect(measurementText(measurement([]))).toBe("0 requests, 0.0 % failed, p95 0 ms");
  });
});

describe("errors", () => {
  const good = { requests: 100, failed: 0 };

  it.each([
    [{ requests: 100, failed: 2 }, good],
    [
      { requests: 100, failed: 3 },
      { requests: 100, failed: 1 },
    ],
    // Two failures are an accident, and nineteen requests are too few.
    [{ requests: 20, failed: 2 }, good],
    [{ requests: 19, failed: 19 }, good],
    [
      { requests: 20, failed: 20 },
      { requests: 50, failed: 50 },
    ],
    [{ requests: 0, failed: 0 }, good],
  ])("%j are no breach after %j", (now, before) => {
    expect(breach(before, now, tolerance)).toBeUndefined();
  });

  it.each([
    [{ requests: 100, failed: 3 }, good, "3.0 % where 0.0 % did before, and 2.0 % may"],
    [{ requests: 20, failed: 20 }, good, "20 of 20 requests failed, 100.0 %"],
    [{ requests: 100, failed: 9 }, { requests: 100, failed: 5 }, "9.0 % where 5.0 % did before"],
    [{ requests: 20, failed: 3 }, { requests: 0, failed: 0 }, "15.0 % where 0.0 % did before"],
  ])("%j are a breach after %j", (now, before, text) => {
    expect(breach(before, now, tolerance)).toContain(text);
  });

  it("are tolerated as far as is said", () => {
    expect(breach(good, { requests: 100, failed: 9 }, { errorPoints: 10 })).toBeUndefined();
    expect(breach(good, { requests: 100, failed: 3 }, { errorPoints: 0 })).toBeDefined();
  });

  it("are no breach where they became fewer", () => {
    const count = fc
      .record({ requests: fc.nat(1000), share: fc.float({ min: 0, max: 1, noNaN: true }) })
      .map(({ requests, share }) => ({ requests, failed: Math.floor(requests * share) }));
    const rate = ({ requests, failed }: { requests: number; failed: number }) =>
      requests === 0 ? 0 : failed / requests;
    fc.assert(
      fc.property(count, count, (before, now) => {
        fc.pre(rate(now) <= rate(before));
        expect(breach(before, now, tolerance)).toBeUndefined();
      }),
    );
  });
});

describe("latency", () => {
  const of = (p95Ms: number, requests = 100) => ({ requests, failed: 0, p95Ms });

  it.each([
    [of(5), of(250)],
    [of(400), of(800)],
    [of(5), of(9999, 19)],
  ])("after %j is no breach with %j", (before, now) => {
    expect(latencyBreach(before, now, tolerance)).toBeUndefined();
  });

  it.each([
    [of(5), of(256), "256 ms (p95) where they took 5 ms before, and 255 ms are allowed"],
    [of(400), of(801), "801 ms (p95) where they took 400 ms before, and 800 ms are allowed"],
  ])("after %j is a breach with %j", (before, now, text) => {
    expect(latencyBreach(before, now, tolerance)).toContain(text);
  });
});
