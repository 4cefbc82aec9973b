import { expect, test } from "vitest";
import type { ImportProgress } from "../import/import.ts";
import { emptyReport } from "../import/report.ts";
import { importProgress, progressText } from "./import-progress.ts";

function progress(values: Partial<ImportProgress> = {}): ImportProgress {
  return {
    stage: "reading",
    read: { files: 120, bytes: 30_000_000 },
    toRead: { files: 1410, bytes: 120_400_000 },
    report: { ...emptyReport(), sessionsAdded: 100, sessionsUpdated: 1, messagesEmbedded: 1 },
    ...values,
  };
}

test("progress tells files, sessions, bytes, and the time left once there is a speed", () => {
  expect(progressText(progress(), 2_999)).toBe(
    "Reading 120 of 1,410 files, 101 sessions stored, 30 of 120 MB",
  );
  expect(progressText(progress(), 30_000)).toBe(
    "Reading 120 of 1,410 files, 101 sessions stored, 30 of 120 MB, about 1 min 31 s left",
  );
});

test("files without a byte give no time", () => {
  const read = { files: 1, bytes: 0 };
  expect(progressText(progress({ read, toRead: { files: 2, bytes: 9_940_000 } }), 9_000)).toBe(
    "Reading 1 of 2 files, 101 sessions stored, 0.0 of 9.9 MB",
  );
});

test("a new scan counts stored sessions", () => {
  const report = { ...emptyReport(), rescan: { toScan: 1410, scanned: 120, redacted: 3 } };
  expect(progressText(progress({ stage: "rescanning", report }), 9_000)).toBe(
    "Looking for secrets by newer rules, 120 of 1,410 stored sessions",
  );
});

test("the last stage counts messages", () => {
  expect(progressText(progress({ stage: "embedding" }), 9_000)).toBe(
    "Preparing the search, 1 message",
  );
});

test("nothing is shown in the first second, then ten times a second at most", () => {
  let time = 0;
  const shownAt: number[] = [];
  const show = importProgress(
    () => shownAt.push(time),
    () => time,
  );
  for (time of [999, 1_000, 1_099, 1_100, 1_101, 5_000]) show(progress());
  expect(shownAt).toEqual([1_000, 1_100, 5_000]);
});
