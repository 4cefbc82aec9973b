import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type SharedReadingOptions, sharedReading } from "./shared-reading.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Reads the number of readings so far, each as long as `state.takesMs`. */
function counting(options: SharedReadingOptions = {}) {
  const state = { takesMs: 10, fails: false, begun: 0 };
  const { latest } = sharedReading(async () => {
    state.begun += 1;
    const value = state.begun;
    await wait(state.takesMs);
    if (state.fails) throw new Error("down");
    return value;
  }, options);
  /** What `latest` gives, and how long it took. */
  const asked = async (waitMs = 50) => {
    const startedAt = Date.now();
    const { reading, isFailing } = await latest(waitMs);
    return { value: reading?.value, isFailing, waitedMs: Date.now() - startedAt };
  };
  const ask = async (waitMs?: number) => {
    const answer = asked(waitMs);
    await vi.advanceTimersByTimeAsync(100);
    return answer;
  };
  return { state, latest, asked, ask };
}

it("waits for the value, and says when it was read and how long that took", async () => {
  const { latest } = counting();
  const latestReading = latest(50);
  await vi.advanceTimersByTimeAsync(10);
  expect(await latestReading).toEqual({
    reading: { value: 1, readAt: 1_000_010, tookMs: 10 },
    isFailing: false,
  });
  expect(vi.getTimerCount()).toBe(0);
});

it("waits no longer than is asked, and has the value later", async () => {
  const { state, ask } = counting();
  state.takesMs = 70;
  expect(await ask()).toEqual({ value: undefined, isFailing: false, waitedMs: 50 });
  state.takesMs = 200;
  expect(await ask()).toEqual({ value: 1, isFailing: false, waitedMs: 50 });
});

it("reads once for all who ask at the same time", async () => {
  const { state, asked } = counting();
  const answers = Promise.all([asked(), asked(), asked()]);
  await vi.advanceTimersByTimeAsync(10);
  expect((await answers).map(({ value }) => value)).toEqual([1, 1, 1]);
  expect(state.begun).toBe(1);
});

it("rests as long as is said, and then for as long as the reading deserves", async () => {
  const { state, ask } = counting({ restMs: 1_000, restFactor: 20 });
  await ask();
  expect(await ask()).toEqual({ value: 1, isFailing: false, waitedMs: 0 });
  await vi.advanceTimersByTimeAsync(810);
  state.takesMs = 90;
  expect(await ask(99)).toEqual({ value: 2, isFailing: false, waitedMs: 90 });
  await vi.advanceTimersByTimeAsync(1_600);
  expect((await ask()).value).toBe(2);
  await vi.advanceTimersByTimeAsync(100);
  expect((await ask(99)).value).toBe(3);
});

it("keeps the last value while readings fail, and is well again after one that does not", async () => {
  const { state, ask } = counting();
  await ask();
  state.fails = true;
  expect(await ask()).toEqual({ value: 1, isFailing: true, waitedMs: 10 });
  state.fails = false;
  expect(await ask()).toEqual({ value: 3, isFailing: false, waitedMs: 10 });
});

it("is failing while a reading takes longer than is right, and begins no other meanwhile", async () => {
  const { state, ask } = counting({ patienceMs: 500 });
  await ask();
  state.takesMs = 5_000;
  expect(await ask()).toEqual({ value: 1, isFailing: false, waitedMs: 50 });
  await vi.advanceTimersByTimeAsync(400);
  expect(await ask()).toEqual({ value: 1, isFailing: true, waitedMs: 50 });
  expect(state.begun).toBe(2);
  await vi.advanceTimersByTimeAsync(5_000);
  state.takesMs = 10;
  expect(await ask()).toEqual({ value: 3, isFailing: false, waitedMs: 10 });
});
