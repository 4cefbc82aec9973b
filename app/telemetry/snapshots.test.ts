import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { temporaryFolder } from "../commands/testing.ts";
import { testMetrics } from "../http/testing.ts";
import type { MetricSnapshots } from "../store/metric-snapshots.ts";
import { openSqliteDatabase } from "../store/sqlite.ts";
import { chat, readState, sourceFile } from "../store/test-chats.ts";
import { jsonLog } from "./log.ts";
import { chatMetrics } from "./metrics.ts";
import { saveSnapshots, takeSnapshot } from "./snapshots.ts";

const silent = jsonLog("silent");
const dayMs = 86_400_000;

/** Snapshots that note what they are asked to do. */
function noted(overrides: Partial<MetricSnapshots> = {}) {
  const saved: number[] = [];
  const pruned: unknown[] = [];
  const snapshots: MetricSnapshots = {
    async save({ takenAt }) {
      saved.push(takenAt);
      return true;
    },
    between: async () => [],
    prune: async (bounds) => void pruned.push(bounds),
    ...overrides,
  };
  return { snapshots, saved, pruned };
}

/** What became of snapshots, as the metrics tell it. */
async function outcomes(metrics: ReturnType<typeof testMetrics>) {
  const all = await metrics.families();
  const samples = all.find(({ name }) => name === "copilot_metric_snapshots_total")?.samples ?? [];
  return Object.fromEntries(samples.map(({ labels, value }) => [labels.outcome, value]));
}

it("saves what the metrics say, and gives it back", async () => {
  using folder = temporaryFolder();
  const database = await openSqliteDatabase({ directory: folder.path });
  const file = sourceFile();
  await database.forOwner("ada").store.saveSession(chat(), file, readState(file));
  // So that a scrape does not end before the thread that counts has started.
  const figures = await database.figures();
  const metrics = chatMetrics({
    database: { ...database, figures: async () => figures },
    version: "1.2.3",
    embedder: { generation: "one" },
  });
  await takeSnapshot({ metrics, snapshots: database.snapshots, log: silent }, 1_000_000);
  await takeSnapshot({ metrics, snapshots: database.snapshots, log: silent }, 1_000_000);
  const [snapshot, ...others] = await database.snapshots.between(0, 2_000_000, 10);
  expect(others).toEqual([]);
  expect(snapshot?.takenAt).toBe(1_000_000);
  expect(snapshot?.samples).toEqual(
    expect.arrayContaining([
      { name: "copilot_sessions", labels: {}, value: 1 },
      { name: "copilot_messages_by_role", labels: { role: "user" }, value: 1 },
      { name: "copilot_searches_total", labels: { mode: "text" }, value: 0 },
    ]),
  );
  expect(await outcomes(metrics)).toEqual({ saved: 1, already_there: 1, failed: 0 });
  await database.close();
});

it("forgets what is too old or too much after each snapshot", async () => {
  const { snapshots, pruned } = noted();
  await takeSnapshot({ metrics: testMetrics(), snapshots, log: silent }, 100 * dayMs);
  expect(pruned).toEqual([
    { hourlyBefore: 99 * dayMs, noneBefore: 70 * dayMs, mostSamples: 200_000 },
  ]);
});

it("counts and logs a failure, and throws nothing", async () => {
  const lines: string[] = [];
  const log = jsonLog("warn", { write: (line) => lines.push(line) });
  const { snapshots } = noted({ save: () => Promise.reject(new RangeError("a person's words")) });
  const metrics = testMetrics();
  await takeSnapshot({ metrics, snapshots, log }, 1_000);
  expect(await outcomes(metrics)).toEqual({ saved: 0, already_there: 0, failed: 1 });
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { msg: "the metrics could not be saved", error: { type: "RangeError" } },
  ]);
  expect(lines.join()).not.toContain("words");
});

beforeEach(() => {
  // Round times of other zones are others.
  vi.stubEnv("TZ", "Asia/Kolkata");
  const now = Date.UTC(2026, 10, 21, 9, 58, 30);
  vi.useFakeTimers({ now, toFake: ["setTimeout", "clearTimeout", "Date"] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

it.each([
  [{ count: 5, unit: "minute" }, 700_000, ["10:00", "10:05", "10:10"]],
  [{ count: 1, unit: "hour" }, 3_600_000, ["10:00"]],
  [{ count: 6, unit: "hour" }, 11 * 3_600_000, ["12:00", "18:00"]],
] as const)("takes one at the round times of %j", async (interval, ms, expected) => {
  const { snapshots, saved } = noted();
  const schedule = saveSnapshots({ metrics: testMetrics(), snapshots, interval, log: silent });
  await vi.advanceTimersByTimeAsync(ms);
  expect(saved.map((time) => new Date(time).toISOString().slice(11))).toEqual(
    expected.map((time) => `${time}:00.000Z`),
  );
  await schedule.stop();
  await vi.advanceTimersByTimeAsync(dayMs);
  expect(saved).toHaveLength(expected.length);
  expect(vi.getTimerCount()).toBe(0);
});

it("saves under the round time although it comes late", async () => {
  const { snapshots, saved } = noted();
  const interval = { count: 5, unit: "minute" } as const;
  const schedule = saveSnapshots({ metrics: testMetrics(), snapshots, interval, log: silent });
  await vi.advanceTimersByTimeAsync(89_000);
  vi.setSystemTime(Date.now() + 1_200);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(Date.now()).toBe(Date.UTC(2026, 10, 21, 10, 0, 1, 200));
  expect(saved).toEqual([Date.UTC(2026, 10, 21, 10)]);
  await schedule.stop();
});

it("is stopped only when nothing is written any more", async () => {
  let finish = () => {};
  const { snapshots } = noted({
    save: () =>
      new Promise((resolve) => {
        finish = () => resolve(true);
      }),
  });
  const interval = { count: 1, unit: "minute" } as const;
  const schedule = saveSnapshots({ metrics: testMetrics(), snapshots, interval, log: silent });
  await vi.advanceTimersByTimeAsync(60_000);
  let isStopped = false;
  const stopped = schedule.stop().then(() => {
    isStopped = true;
  });
  await vi.advanceTimersByTimeAsync(10);
  expect(isStopped).toBe(false);
  finish();
  await stopped;
});
