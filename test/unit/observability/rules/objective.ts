import type { AlertCase, Firing, RecordingCase } from "./case.ts";

/** Requests a minute, and how many of them fail. */
function traffic(requests: string, failures: string) {
  const labels = 'job="chat-app",server="api",route="/api/sessions"';
  return {
    [`copilot_http_requests_total{${labels},status_class="2xx"}`]: requests,
    [`copilot_http_requests_total{${labels},status_class="5xx"}`]: failures,
  };
}

function burning(percentage: string): Firing[] {
  const description = `chat-app fails ${percentage} of its requests; the objective allows 0.5%.`;
  return [{ labels: { job: "chat-app" }, description }];
}

export const objectiveCases: AlertCase[] = [
  {
    alert: "AppErrorBudgetBurnFast",
    name: "fires on an hour that uses up 8% of the week's budget",
    // Six good hours keep the longer window below its own limit.
    series: traffic("0+100x360 0+93x80", "0x360 0+7x80"),
    at: "430m",
    firing: burning("7%"),
  },
  {
    alert: "AppErrorBudgetBurnFast",
    name: "stays quiet on an hour just below that",
    series: traffic("0+1000x440", "0x360 0+70x80"),
    at: "430m",
  },
  {
    alert: "AppErrorBudgetBurnFast",
    name: "fires on six hours that use up 12.5% of the week's budget",
    series: traffic("0+98x400", "0+2x400"),
    at: "390m",
    firing: burning("2%"),
  },
  {
    alert: "AppErrorBudgetBurnFast",
    name: "stays quiet on six hours just below that",
    series: traffic("0+983x400", "0+17x400"),
    at: "390m",
  },
  {
    alert: "AppErrorBudgetBurnFast",
    name: "stays quiet when the failures are over",
    series: traffic("0+90x60 5400+100x45", "0+10x60 600x45"),
    at: "100m",
  },
  {
    alert: "AppErrorBudgetBurnFast",
    name: "stays quiet when half of one request in two minutes fails",
    series: traffic("0+0.25x430", "0+0.25x430"),
    at: "7h",
  },
  {
    alert: "AppErrorBudgetBurnFast",
    name: "stays quiet without traffic",
    series: traffic("500x430", "500x430"),
    at: "7h",
  },
  {
    alert: "AppErrorBudgetBurnSlow",
    name: "fires on a day that uses up 20% of the week's budget",
    series: traffic("0+9920x160", "0+80x160"),
    every: "10m",
    at: "25h",
    firing: burning("0.8%"),
  },
  {
    alert: "AppErrorBudgetBurnSlow",
    name: "stays quiet on a day that uses up 11%",
    series: traffic("0+9960x160", "0+40x160"),
    every: "10m",
    at: "25h",
  },
  {
    alert: "AppErrorBudgetBurnSlow",
    name: "fires on three days that use up 42% of the week's budget",
    series: traffic("0+9950x450", "0+50x450"),
    every: "10m",
    at: "74h",
    firing: burning("0.5%"),
  },
  {
    alert: "AppErrorBudgetBurnSlow",
    name: "stays quiet on three days just below that",
    series: traffic("0+9952x450", "0+48x450"),
    every: "10m",
    at: "74h",
  },
  {
    alert: "AppErrorBudgetBurnSlow",
    name: "stays quiet when there is a request in two minutes",
    series: traffic("0+2.5x160", "0+2.5x160"),
    every: "10m",
    at: "25h",
  },
];

export const objectiveRecordingCases: RecordingCase[] = [
  {
    record: "job:copilot_http_errors:ratio_rate5m",
    name: "the share of failures is exact",
    series: traffic("0+75x30", "0+25x30"),
    at: "30m",
    samples: { '{job="chat-app"}': 0.25 },
  },
  {
    record: "job:copilot_http_errors:ratio_rate1h",
    name: "the share of failures is 0 before the first one",
    series: {
      'copilot_http_requests_total{job="chat-app",route="/search",status_class="2xx"}': "0+60x30",
    },
    at: "30m",
    samples: { '{job="chat-app"}': 0 },
  },
  {
    record: "job:copilot_http_errors:ratio_rate5m",
    name: "the share of failures is 1 when nothing else happens",
    series: {
      'copilot_http_requests_total{job="chat-app",route="/search",status_class="5xx"}': "0+60x30",
    },
    at: "30m",
    samples: { '{job="chat-app"}': 1 },
  },
  {
    record: "job:copilot_error_budget_remaining:ratio",
    name: "a quarter of the allowed failures leaves three quarters of the budget",
    series: traffic("0+998.75x120", "0+1.25x120"),
    at: "2h",
    samples: { '{job="chat-app"}': 0.75 },
  },
];
