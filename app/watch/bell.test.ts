import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { bell } from "./bell.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const never = new AbortController().signal;

/** Rings at `ringsAt`, in milliseconds, and gives the time at which a wait from 0 on is over. */
async function waited(ringsAt: number[], leastMs = 0, mostMs = 3_000): Promise<number> {
  const { ring, wait } = bell({ quietMs: 500, latestMs: 2_000 });
  const start = performance.now();
  for (const time of ringsAt) setTimeout(ring, time);
  const end = wait(leastMs, mostMs, never).then(() => performance.now() - start);
  await vi.advanceTimersByTimeAsync(20_000);
  return end;
}

const everyTenth = (count: number) => Array.from({ length: count }, (_, index) => index * 100);

it.each([
  ["without an event, when the longest time is over", [], 0, 3_000],
  ["when it is quiet after one event", [1_000], 0, 1_500],
  ["when it is quiet after several", [1_000, 1_400, 1_800], 0, 2_300],
  ["two seconds after the first, when it never gets quiet", everyTenth(100), 0, 2_000],
  ["no sooner than asked", [0], 1_700, 1_700],
  ["as late as asked, although it takes longer than without events", [100], 9_000, 9_000],
])("wakes %s", async (_, rings, leastMs, expected) => {
  expect(await waited(rings, leastMs)).toBe(expected);
});

it("keeps what came while nobody waited, and tells it once", async () => {
  const { ring, wait } = bell({ quietMs: 500, latestMs: 2_000 });
  ring();
  await vi.advanceTimersByTimeAsync(600);
  const start = performance.now();
  await wait(0, 3_000, never);
  expect(performance.now() - start).toBe(0);
  const second = wait(0, 3_000, never).then(() => performance.now() - start);
  await vi.advanceTimersByTimeAsync(4_000);
  expect(await second).toBe(3_000);
});

it("ends at once when it is stopped, and leaves no timer behind", async () => {
  const { wait } = bell({ quietMs: 500, latestMs: 2_000 });
  const controller = new AbortController();
  const end = wait(0, 3_000, controller.signal);
  controller.abort();
  await end;
  await wait(0, 3_000, controller.signal);
  expect(vi.getTimerCount()).toBe(0);
});
