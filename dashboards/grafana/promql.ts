import type { Queries } from "./targets.ts";

/** Every alert but the one that always fires, to show that alerting works. */
export const realAlerts = 'alertname!="Watchdog"';

/** A gauge of everything kept: each application once, however many processes report it. */
export function total(gauge: string): string {
  return `sum(max by (job) (${gauge}))`;
}

/** Half, 95 % and 99 % of all are at most this; `buckets` are the rates of a histogram's buckets. */
export function percentiles(buckets: string): Queries {
  const quantile = (share: number) => `histogram_quantile(${share}, sum by (le) (${buckets}))`;
  return { p50: quantile(0.5), p95: quantile(0.95), p99: quantile(0.99) };
}
