import type { Alert } from "../rules.ts";

/** Of the application, wherever it runs. */
export const appAlerts: Alert[] = [
  {
    alert: "AppErrorRateHigh",
    expr:
      "sum by (job) (job_route:copilot_http_errors:rate5m)" +
      " / sum by (job) (job_route:copilot_http_requests:rate5m) > 0.05" +
      " and sum by (job) (job_route:copilot_http_requests:rate5m) > 0.1",
    for: "5m",
    severity: "critical",
    summary: "The application fails more than 5% of its requests.",
    description:
      "{{ $labels.job }} answers {{ $value | humanizePercentage }} of its requests with status 5xx.",
  },
  {
    alert: "AppLatencyHigh",
    expr:
      "job_route:copilot_http_request_duration_seconds:p95_5m > 1" +
      " and job_route:copilot_http_requests:rate5m > 0.05",
    for: "10m",
    severity: "warning",
    summary: "A route of the application is slow.",
    description:
      "One request in twenty to {{ $labels.route }} of {{ $labels.job }}" +
      " takes longer than {{ $value | humanizeDuration }}.",
  },
  {
    alert: "AppStoreDown",
    expr: "max_over_time(copilot_store_up[2m]) == 0",
    for: "2m",
    severity: "critical",
    summary: "The application cannot read its database.",
    description:
      "The database of {{ $labels.job }} at {{ $labels.instance }} has not answered for 4 minutes;" +
      " chats can be neither read nor imported.",
  },
  {
    alert: "AppImportIncomplete",
    expr: "copilot_last_import_files_failed > 0",
    for: "5m",
    severity: "warning",
    summary: "The last import could not read every file.",
    description:
      "The last import of {{ $labels.job }} could not read {{ $value }} files;" +
      " their chats are missing from search.",
  },
  {
    alert: "AppEventLoopBlocked",
    expr: "nodejs_eventloop_lag_p99_seconds > 0.5",
    for: "10m",
    severity: "warning",
    summary: "The application is too busy to answer in time.",
    description:
      "The event loop of {{ $labels.job }} at {{ $labels.instance }} is late" +
      " by {{ $value | humanizeDuration }}: something computes without a pause.",
  },
];
