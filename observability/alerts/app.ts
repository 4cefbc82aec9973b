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
    alert: "AppServiceLeftAlone",
    // It is only tried while somebody asks, so the state alone may be old.
    expr:
      'copilot_circuit_state{state="closed"} == 0' +
      " and on (job, instance, circuit) increase(copilot_circuit_openings_total[10m]) > 1",
    for: "5m",
    severity: "warning",
    summary: "The application does without a service that does not answer it.",
    description:
      "{{ $labels.job }} at {{ $labels.instance }} has had no good answer of {{ $labels.circuit }}" +
      " for minutes, and leaves it alone between its tries.",
  },
  {
    alert: "AppBackupFailed",
    expr: "max by (job, type) (copilot_backup_last_run_failed) == 1",
    for: "5m",
    severity: "warning",
    summary: "The last backup has failed.",
    description:
      "The last {{ $labels.type }} backup of {{ $labels.job }} has failed; earlier ones are kept.",
  },
  {
    alert: "AppBackupStale",
    // A daily backup and two hours to make it. Where there never was one, nobody has asked for any.
    expr: "time() - max by (job) (copilot_backup_last_success_timestamp_seconds) > 26 * 3600",
    for: "10m",
    severity: "warning",
    summary: "The last good backup is older than 26 hours.",
    description:
      "The last good backup of {{ $labels.job }} was made {{ $value | humanizeDuration }} ago.",
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
