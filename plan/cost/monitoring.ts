import { z } from "zod";
import { priced } from "./rule.ts";
import { daysPerMonth, hoursPerMonth } from "./usage.ts";

/**
 * Days that logs are kept for the price of taking them in; traces even 90, which is left out.
 * Source: https://learn.microsoft.com/azure/azure-monitor/logs/cost-logs#log-data-retention
 */
const includedRetentionDays = 31;

/** Where logs, traces and metrics of every other resource are billed. */
export const workspace = priced(
  z.object({
    sku: z.object({ name: z.literal("PerGB2018") }),
    retentionInDays: z.number(),
    workspaceCapping: z.object({ dailyQuotaGb: z.number() }),
  }),
  ({ retentionInDays, workspaceCapping: { dailyQuotaGb } }, { usage, bill }) => {
    const isCapped = dailyQuotaGb >= 0;
    const gbPerDay = isCapped ? Math.min(usage.logGbPerDay, dailyQuotaGb) : usage.logGbPerDay;
    const billedDays = Math.max(0, retentionInDays - includedRetentionDays);
    return [
      bill("log-ingestion", "logs taken in", gbPerDay * daysPerMonth),
      ...(billedDays > 0
        ? [bill("log-retention", `kept for ${billedDays} more days`, gbPerDay * billedDays)]
        : []),
    ];
  },
);

export const webTest = priced(
  z.object({ kind: z.literal("standard"), frequency: z.number(), locations: z.array(z.unknown()) }),
  ({ frequency, locations }, { bill }) => {
    const executions = (locations.length * hoursPerMonth * 3_600) / frequency;
    const what = `from ${locations.length} places every ${frequency / 60} minutes`;
    return [bill("web-test-executions", what, executions)];
  },
);

/** A dimension multiplies what is watched, and a dynamic threshold costs more. Nobody uses them. */
const plainCriterion = z.object({
  criterionType: z.literal("StaticThresholdCriterion"),
  dimensions: z.undefined().optional(),
});

export const metricAlert = priced(
  z.object({
    scopes: z.array(z.unknown()),
    // An availability test is one series, seen from many places.
    criteria: z.object({ allOf: z.array(plainCriterion).optional() }),
  }),
  ({ scopes, criteria: { allOf } }, { bill }) => [
    bill("metric-alert-series", "time series", allOf ? allOf.length * scopes.length : 1),
  ],
);

/** The intervals that have a price, in minutes; a rule that looks less often costs like the last. */
const pricedIntervals = [15, 10, 5, 1];

export const scheduledQueryRule = priced(
  z.object({
    evaluationFrequency: z.iso.duration(),
    criteria: z.object({ allOf: z.array(plainCriterion) }),
  }),
  ({ evaluationFrequency }, { name, bill }) => {
    const minutes = minutesOf(evaluationFrequency);
    const interval = pricedIntervals.find((candidate) => candidate <= minutes);
    if (!interval) {
      throw new Error(`${name}: no alert is that quick, got ${evaluationFrequency}; use PT1M`);
    }
    return [bill(`log-alert-${interval}-minutes`, `query every ${minutes} minutes`, 1)];
  },
);

/** Of days, hours and minutes, as in `P1D` or `PT1H30M`. */
function minutesOf(duration: string): number {
  const amount = (letter: string) => Number(RegExp(`(\\d+)${letter}`).exec(duration)?.[1] ?? 0);
  return amount("D") * 1_440 + amount("H") * 60 + amount("M");
}
