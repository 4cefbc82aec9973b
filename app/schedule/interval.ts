/** Time between two runs, which start at round times of the clock. */
export interface Interval {
  count: number;
  unit: "minute" | "hour";
}

/** What divides an hour and a day: cron knows no other interval, and the next day begins alike. */
const divisors = {
  minute: [1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30],
  hour: [1, 2, 3, 4, 6, 8, 12, 24],
};

const units = { m: "minute", h: "hour" } as const;

/** Reads `15m` or `6h`; undefined for what is no interval. */
export function parseInterval(text: string): Interval | undefined {
  const [, digits, letter] = /^(\d{1,2})([mh])$/.exec(text) ?? [];
  if (letter !== "m" && letter !== "h") return undefined;
  const interval = { count: Number(digits), unit: units[letter] };
  return divisors[interval.unit].includes(interval.count) ? interval : undefined;
}

/** What `parseInterval` takes, for people. */
export const intervalChoices =
  `${divisors.minute.join(", ")} minutes as in 15m, or ` +
  `${divisors.hour.join(", ")} hours as in 6h`;

/** For example `every 15 minutes`, `every hour`. */
export function intervalText({ count, unit }: Interval): string {
  return count === 1 ? `every ${unit}` : `every ${count} ${unit}s`;
}

/** When a run starts, as the five fields of cron. */
export function cronTimes({ count, unit }: Interval): string {
  const step = count === 1 ? "*" : `*/${count}`;
  if (unit === "minute") return `${step} * * * *`;
  return count === 24 ? "0 0 * * *" : `0 ${step} * * *`;
}

export function intervalMs({ count, unit }: Interval): number {
  return count * (unit === "minute" ? 60_000 : 3_600_000);
}
