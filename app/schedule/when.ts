import { cronTimes, type Interval, intervalText } from "./interval.ts";

/** When a job runs: from time to time, or at one time of each day, by the clock of the machine. */
export type When = Interval | TimeOfDay;

export interface TimeOfDay {
  hour: number;
  minute: number;
  unit: "day";
}

/** Reads `03:30`; undefined for what is no time of the day. */
export function parseTimeOfDay(text: string): TimeOfDay | undefined {
  const [, hour, minute] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  if (hour === undefined || minute === undefined) return undefined;
  return { hour: Number(hour), minute: Number(minute), unit: "day" };
}

/** For example `every 15 minutes`, `every day at 03:30`. */
export function whenText(when: When): string {
  return when.unit === "day" ? `every day at ${clockText(when)}` : intervalText(when);
}

/** As the five fields of cron. */
export function cronFields(when: When): string {
  return when.unit === "day" ? `${when.minute} ${when.hour} * * *` : cronTimes(when);
}

/** In the words of man systemd.time(7). */
export function calendar(when: When): string {
  if (when.unit === "day") return `*-*-* ${clockText(when)}:00`;
  if (when.unit === "minute") return `*:0/${when.count}`;
  return when.count === 24 ? "*-*-* 00:00:00" : `*-*-* 0/${when.count}:00:00`;
}

function clockText({ hour, minute }: TimeOfDay): string {
  return [hour, minute].map((part) => String(part).padStart(2, "0")).join(":");
}
