import { anyRequest, failedRequest } from "./requests.ts";
import type { Alert, Duration, RecordingRule } from "./rules.ts";

/** What people may expect of the application. */
export const availability = {
  /** Requests in a hundred that do not fail. */
  objectivePercent: 99.5,
  /** What the budget is counted over: no longer than the shortest retention of Prometheus. */
  window: "7d",
  /** Below this a single failure would be a large share, and nobody is there to notice. */
  minimumRequestsPerSecond: 0.01,
} as const;

interface BurnRate {
  severity: "page" | "ticket";
  /** How many times too fast the budget goes; 1 would use it up exactly at the window's end. */
  factor: number;
  /** Proves that it matters. */
  long: Duration;
  /** Proves that it still goes on. */
  short: Duration;
}

/**
 * Share of the budget that is gone when each fires: 8 %, 12.5 %, 20 % and 42 %. Source:
 * https://github.com/slok/sloth/blob/main/examples/windows/7d.yaml
 */
export const burnRates: BurnRate[] = [
  { severity: "page", factor: 13.44, long: "1h", short: "5m" },
  { severity: "page", factor: 3.5, long: "6h", short: "30m" },
  { severity: "ticket", factor: 1.4, long: "1d", short: "2h" },
  { severity: "ticket", factor: 0.98, long: "3d", short: "6h" },
];

const errorBudget = (100 - availability.objectivePercent) / 100;

/** Rates of requests and of failures over every window that an alert or the budget looks at. */
export function objectiveRules(): RecordingRule[] {
  return [
    ...windows().flatMap((window) => [
      {
        record: requestRate(window),
        expr: `sum by (job) (rate(${anyRequest}[${window}]))`,
      },
      {
        record: errorRatio(window),
        // Before the first failure there is no series of failures, which is 0 and not unknown.
        expr:
          `(sum by (job) (rate(${failedRequest}[${window}])) or 0 * ${requestRate(window)})` +
          ` / ${requestRate(window)}`,
      },
    ]),
    {
      record: "job:copilot_error_budget_remaining:ratio",
      expr: `1 - ${errorRatio(availability.window)} / ${errorBudget}`,
    },
  ];
}

function windows(): Duration[] {
  const watched = burnRates.flatMap(({ long, short }) => [short, long]);
  return [...new Set([...watched, availability.window])];
}

function requestRate(window: Duration): string {
  return `job:copilot_http_requests:rate${window}`;
}

function errorRatio(window: Duration): string {
  return `job:copilot_http_errors:ratio_rate${window}`;
}

/** Fire while the error budget is used up too fast. */
export function burnAlerts(): Alert[] {
  return [
    {
      alert: "AppErrorBudgetBurnFast",
      expr: burning("page"),
      for: "2m",
      severity: "page",
      summary: "Requests fail so often that the error budget of the week is gone within two days.",
      description: burnDescription,
    },
    {
      alert: "AppErrorBudgetBurnSlow",
      expr: burning("ticket"),
      for: "15m",
      severity: "ticket",
      summary: "Requests fail a little too often for the objective of the week.",
      description: burnDescription,
    },
  ];
}

const burnDescription =
  "{{ $labels.job }} fails {{ $value | humanizePercentage }} of its requests;" +
  ` the objective allows ${100 - availability.objectivePercent}%.`;

function burning(severity: BurnRate["severity"]): string {
  return burnRates
    .filter((rate) => rate.severity === severity)
    .map(({ factor, long, short }) =>
      [
        `${errorRatio(long)} > ${factor} * ${errorBudget}`,
        `${errorRatio(short)} > ${factor} * ${errorBudget}`,
        `${requestRate(long)} > ${availability.minimumRequestsPerSecond}`,
      ].join(" and "),
    )
    .map((condition) => `(${condition})`)
    .join(" or ");
}
