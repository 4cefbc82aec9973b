import fc from "fast-check";
import { expect, test } from "vitest";
import { type BackupType, backupTypes } from "../archive/name.ts";
import { type CatalogueEntry, entryVersion } from "./entry.ts";
import { expiredBackups } from "./retention.ts";

const day = 24 * 3600 * 1000;
const start = Date.UTC(2026, 10, 1, 2);
const none = new Set<BackupType>();

function entry(startedAt: number, change: Partial<CatalogueEntry> = {}): CatalogueEntry {
  return {
    entryVersion,
    file: `opc_backup_full_${startedAt}.tar.gz`,
    id: "8d6b5d9c-6b5a-4d8f-9a43-2f0a5c0f6c11",
    type: "full",
    startedAt: new Date(startedAt).toISOString(),
    sizeBytes: 1,
    complete: true,
    verifiedAt: new Date(startedAt).toISOString(),
    keepDays: 7,
    counts: {},
    ...change,
  };
}

/** Backups of the days that are given, each at the same time of the day. */
const onDays = (days: number[], change: Partial<CatalogueEntry> = {}) =>
  days.map((number) => entry(start + number * day, change));

function expiredDays(entries: CatalogueEntry[], now: number, failedTypes = none): number[] {
  return expiredBackups(entries, { now, failedTypes })
    .map(({ startedAt }) => (Date.parse(startedAt) - start) / day)
    .sort((one, other) => one - other);
}

const range = (count: number) => Array.from({ length: count }, (_, index) => index);

test("backups of more than keepDays before the newest one go", () => {
  expect(expiredDays(onDays(range(11)), start + 10 * day)).toEqual([0, 1, 2]);
});

test("the newest backup of a type says how long those before it are kept", () => {
  const entries = [...onDays(range(10), { keepDays: 3 }), ...onDays([10])];
  expect(expiredDays(entries, start + 10 * day)).toEqual([0, 1, 2]);
  const forEver = [...onDays(range(10)), entry(start + 10 * day, { keepDays: undefined })];
  expect(expiredDays(forEver, start + 10 * day)).toEqual([]);
});

test("types do not count for each other", () => {
  const entries = [...onDays(range(11)), ...onDays([0, 1], { type: "config" })];
  expect(expiredDays(entries, start + 10 * day)).toEqual([0, 1, 2]);
});

test("where backups have stopped nothing goes, however long ago that was", () => {
  expect(expiredDays(onDays(range(7)), start + 3_000 * day)).toEqual([]);
});

test("backups that were not verified drive none out", () => {
  const bad = onDays(range(20).slice(10), { verifiedAt: undefined });
  expect(expiredDays([...onDays(range(3)), ...bad], start + 20 * day)).toEqual([]);
});

test("the last complete backup stays beside newer ones that are partial", () => {
  const partial = onDays(range(20).slice(1), { complete: false });
  expect(expiredDays([...onDays([0]), ...partial], start + 19 * day)).not.toContain(0);
});

test("after a failed run nothing of its type goes", () => {
  const failed = new Set<BackupType>(["full"]);
  expect(expiredDays(onDays(range(11)), start + 10 * day, failed)).toEqual([]);
});

test("a clock that has jumped ahead by years counts as the day that it should have been", () => {
  const jumped = start + 5_000 * day;
  const before = onDays(range(8));
  const next = entry(jumped);
  expect(expiredDays([...before, next], jumped)).toEqual([0]);
  const later = entry(jumped + day);
  expect(expiredDays([...before, next, later], jumped + day)).toEqual([0, 1]);
});

test("a clock that was put back makes nothing go by what it had dated ahead", () => {
  const ahead = entry(start + 5_000 * day);
  expect(expiredDays([...onDays(range(8)), ahead], start + 7 * day)).toEqual([]);
});

test("weekly backups are weighed by their weeks", () => {
  expect(expiredDays(onDays([0, 7, 14, 21]), start + 21 * day)).toEqual([0, 7]);
});

const histories = fc.record({
  entries: fc.array(
    fc.record({
      at: fc.integer({ min: 0, max: 60 * 24 }),
      type: fc.constantFrom(...backupTypes),
      isVerified: fc.boolean(),
      complete: fc.boolean(),
      keepDays: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
    }),
    { maxLength: 40 },
  ),
  nowHours: fc.integer({ min: -24 * 365, max: 24 * 365 * 20 }),
});

const built = (history: typeof histories extends fc.Arbitrary<infer T> ? T : never) =>
  history.entries.map(({ at, isVerified, ...rest }) =>
    entry(start + (at * day) / 24, {
      ...rest,
      ...(isVerified ? {} : { verifiedAt: undefined }),
    }),
  );

test("whatever happened, of each type the last verified and the last complete one stay", () => {
  fc.assert(
    fc.property(histories, (history) => {
      const entries = built(history);
      const expired = new Set(
        expiredBackups(entries, { now: start + (history.nowHours * day) / 24, failedTypes: none }),
      );
      for (const ofType of Map.groupBy(entries, ({ type }) => type).values()) {
        const kept = ofType.filter((one) => !expired.has(one));
        expect(kept).not.toEqual([]);
        const verified = ofType.filter(({ verifiedAt }) => verifiedAt !== undefined);
        if (verified.length === 0) expect(kept).toEqual(ofType);
        else expect(kept.some(({ verifiedAt }) => verifiedAt !== undefined)).toBe(true);
        const isComplete = (one: CatalogueEntry) => one.verifiedAt !== undefined && one.complete;
        if (ofType.some(isComplete)) expect(kept.some(isComplete)).toBe(true);
      }
    }),
  );
});

test("whatever happened, nothing goes that is not older than its days, and a second look finds nothing", () => {
  fc.assert(
    fc.property(histories, (history) => {
      const entries = built(history);
      const rules = { now: start + (history.nowHours * day) / 24, failedTypes: none };
      const expired = new Set(expiredBackups(entries, rules));
      for (const one of expired) {
        const past = entries.filter(
          ({ type, startedAt }) => type === one.type && Date.parse(startedAt) <= rules.now,
        );
        const [newest] = past.toSorted((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
        const ageMs = Date.parse(newest?.startedAt ?? "") - Date.parse(one.startedAt);
        expect(ageMs).toBeGreaterThan((newest?.keepDays ?? Number.NaN) * day);
      }
      const kept = entries.filter((one) => !expired.has(one));
      expect(expiredBackups(kept, rules)).toEqual([]);
    }),
  );
});

test("whenever the clock jumps, a run removes no more than it does on the day after the last one", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 40 }),
      fc.integer({ min: 1, max: 30 }),
      fc.integer({ min: 2, max: 20_000 }),
      (count, keepDays, jumpDays) => {
        const before = onDays(range(count), { keepDays });
        const usual = start + count * day;
        const jumped = usual + jumpDays * day;
        const at = (now: number) => expiredDays([...before, entry(now, { keepDays })], now);
        expect(at(jumped)).toEqual(at(usual));
      },
    ),
  );
});
