import { expect, test } from "vitest";
import { intervalText, parseInterval } from "./interval.ts";

test.each([
  ["1m", { count: 1, unit: "minute" }, "every minute"],
  ["15m", { count: 15, unit: "minute" }, "every 15 minutes"],
  ["1h", { count: 1, unit: "hour" }, "every hour"],
  ["24h", { count: 24, unit: "hour" }, "every 24 hours"],
] as const)("%s is an interval", (text, interval, words) => {
  expect(parseInterval(text)).toEqual(interval);
  expect(intervalText(interval)).toBe(words);
});

test.each(["", "15", "m", "0m", "7m", "60m", "5h", "015m", "1.5h", "15 m", "15M", "1d"])(
  "%j is none",
  (text) => {
    expect(parseInterval(text)).toBeUndefined();
  },
);
