import { expect, it } from "vitest";
import { momentOf } from "./moment.ts";

it.each([
  ["2026-03-12", Date.UTC(2026, 2, 12), Date.UTC(2026, 2, 13)],
  ["2024-02-29", Date.UTC(2024, 1, 29), Date.UTC(2024, 2, 1)],
  ["2026-03-12T08:30:00Z", Date.UTC(2026, 2, 12, 8, 30), Date.UTC(2026, 2, 12, 8, 30)],
  ["2026-03-12T08:30:00+01:00", Date.UTC(2026, 2, 12, 7, 30), Date.UTC(2026, 2, 12, 7, 30)],
])("%s starts at %i and ends at %i", (text, start, end) => {
  expect([momentOf(text, "start"), momentOf(text, "end")]).toEqual([start, end]);
});

it.each(["", "yesterday", "2026-02-29", "2026-3-1", "12.3.2026", "2026-03-12T08:30:00", "1e12"])(
  "%j is no moment",
  (text) => {
    expect(momentOf(text, "start")).toBeUndefined();
  },
);
