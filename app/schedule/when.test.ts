import { expect, test } from "vitest";
import { calendar, cronFields, parseTimeOfDay, whenText } from "./when.ts";

test.each([
  ["03:30", "every day at 03:30", "30 3 * * *", "*-*-* 03:30:00"],
  ["00:00", "every day at 00:00", "0 0 * * *", "*-*-* 00:00:00"],
  ["23:59", "every day at 23:59", "59 23 * * *", "*-*-* 23:59:00"],
])("%s is a time of the day", (text, words, cron, systemd) => {
  const when = parseTimeOfDay(text);
  if (when === undefined) throw new Error("no time");
  expect([whenText(when), cronFields(when), calendar(when)]).toEqual([words, cron, systemd]);
});

test.each(["", "3:30", "24:00", "12:60", "03:30:00", " 03:30", "0330", "٠٣:٣٠"])(
  "%j is none",
  (text) => {
    expect(parseTimeOfDay(text)).toBeUndefined();
  },
);
