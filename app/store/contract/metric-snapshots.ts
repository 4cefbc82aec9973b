import { expect, it } from "vitest";
import type { MetricSnapshot } from "../metric-snapshots.ts";
import type { DatabaseSubject } from "./database-subject.ts";

const hourMs = 3_600_000;
const forever = { hourlyBefore: 0, noneBefore: 0, mostSamples: 1_000 };

function snapshot(takenAt: number, value = takenAt): MetricSnapshot {
  return { takenAt, samples: [{ name: "copilot_sessions", labels: {}, value }] };
}

export function snapshotsContract({ open }: DatabaseSubject): void {
  const withSnapshots = async (...times: number[]) => {
    const { snapshots } = await open();
    for (const time of times) await snapshots.save(snapshot(time));
    const timesLeft = async () =>
      (await snapshots.between(0, 1e15, 1_000)).map(({ takenAt }) => takenAt);
    return { snapshots, timesLeft };
  };

  it("gives snapshots back as they were saved, names and labels in order", async () => {
    const { snapshots } = await open();
    const samples = [
      { name: "copilot_messages", labels: {}, value: 1.5 },
      { name: "copilot_tools", labels: { outcome: "ok", tool: 'a"b' }, value: 2 },
      { name: "copilot_tools", labels: { outcome: "ok", tool: "b" }, value: 1e15 },
    ];
    const unordered = { name: "copilot_tools", labels: { tool: "b", outcome: "ok" }, value: 1e15 };
    expect(
      await snapshots.save({ takenAt: 1_000, samples: [unordered, ...samples.slice(0, 2)] }),
    ).toBe(true);
    const expected = [{ takenAt: 1_000, samples }];
    expect(JSON.stringify(await snapshots.between(0, 2_000, 10))).toBe(JSON.stringify(expected));
  });

  it("keeps the first of two snapshots of one time", async () => {
    const { snapshots } = await open();
    expect(await snapshots.save(snapshot(1_000, 1))).toBe(true);
    expect(await snapshots.save(snapshot(1_000, 2))).toBe(false);
    expect(await snapshots.between(0, 2_000, 10)).toEqual([snapshot(1_000, 1)]);
  });

  it("gives those of a time, its ends included", async () => {
    const { snapshots } = await withSnapshots(1, 2, 3, 4);
    expect(await snapshots.between(2, 3, 10)).toEqual([snapshot(2), snapshot(3)]);
    expect(await snapshots.between(5, 9, 10)).toEqual([]);
  });

  it("gives some of many, evenly, and always the newest", async () => {
    const times = Array.from({ length: 10 }, (_, index) => index + 1);
    const { snapshots } = await withSnapshots(...times);
    const given = async (limit: number) =>
      (await snapshots.between(0, 99, limit)).map(({ takenAt }) => takenAt);
    expect(await given(10)).toEqual(times);
    expect(await given(9)).toEqual([2, 4, 6, 8, 10]);
    expect(await given(3)).toEqual([2, 6, 10]);
    expect(await given(1)).toEqual([10]);
  });

  it("leaves the first of each hour of what is older than a time", async () => {
    const { snapshots, timesLeft } = await withSnapshots(
      hourMs,
      hourMs + 1,
      2 * hourMs - 1,
      2 * hourMs + 5,
      2 * hourMs + 6,
      3 * hourMs,
      3 * hourMs + 1,
    );
    await snapshots.prune({ ...forever, hourlyBefore: 3 * hourMs });
    expect(await timesLeft()).toEqual([hourMs, 2 * hourMs + 5, 3 * hourMs, 3 * hourMs + 1]);
  });

  it("leaves nothing that is too old", async () => {
    const { snapshots, timesLeft } = await withSnapshots(1, 2, 3);
    await snapshots.prune({ ...forever, noneBefore: 2 });
    expect(await timesLeft()).toEqual([2, 3]);
  });

  it("leaves no more samples than are wanted, and the newest of them", async () => {
    const { snapshots, timesLeft } = await withSnapshots(1, 2, 3, 4);
    await snapshots.prune({ ...forever, mostSamples: 4 });
    expect(await timesLeft()).toEqual([1, 2, 3, 4]);
    await snapshots.prune({ ...forever, mostSamples: 2 });
    expect(await timesLeft()).toEqual([3, 4]);
  });
}
