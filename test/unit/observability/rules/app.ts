import type { AlertCase, RecordingCase } from "./case.ts";

/** Requests of one route; `values` per minute by class of status. */
function requests(values: Record<string, string>, route = "/api/sessions") {
  return Object.fromEntries(
    Object.entries(values).map(([status, series]) => [
      `copilot_http_requests_total{job="chat-app",server="api",route="${route}",status_class="${status}"}`,
      series,
    ]),
  );
}

/** Durations of one route; `values` per minute by upper bound in seconds. */
function durations(values: Record<string, string>) {
  return Object.fromEntries(
    Object.entries(values).map(([le, series]) => [
      `copilot_http_request_duration_seconds_bucket{job="chat-app",server="api",route="/api/sessions",status_class="2xx",le="${le}"}`,
      series,
    ]),
  );
}

const app = { job: "chat-app" };
const instance = 'job="chat-app",instance="chat-app:8082"';

/** Of Redis; values per minute. */
function circuit({ closed, openings }: { closed: string; openings: string }) {
  return {
    [`copilot_circuit_state{${instance},circuit="redis",state="closed"}`]: closed,
    [`copilot_circuit_openings_total{${instance},circuit="redis"}`]: openings,
  };
}

export const appCases: AlertCase[] = [
  {
    alert: "AppErrorRateHigh",
    name: "fires when more than one in twenty fails",
    series: requests({ "2xx": "0+60x20", "5xx": "0+4x20" }),
    at: "15m",
    firing: [
      { labels: app, description: "chat-app answers 6.25% of its requests with status 5xx." },
    ],
  },
  {
    alert: "AppErrorRateHigh",
    name: "stays quiet when fewer than one in twenty fails",
    series: requests({ "2xx": "0+60x20", "5xx": "0+3x20" }),
    at: "15m",
  },
  {
    alert: "AppErrorRateHigh",
    name: "stays quiet when half of a handful fails",
    series: requests({ "2xx": "0+2x20", "5xx": "0+2x20" }),
    at: "15m",
  },
  {
    alert: "AppErrorRateHigh",
    name: "stays quiet without traffic",
    series: requests({ "2xx": "600x20", "5xx": "300x20" }),
    at: "15m",
  },
  {
    alert: "AppErrorRateHigh",
    name: "stays quiet when health checks fail, which other alerts tell",
    series: {
      ...requests({ "5xx": "0+60x20" }, "/ready"),
      ...requests({ "2xx": "0+60x20" }),
    },
    at: "15m",
  },
  {
    alert: "AppErrorRateHigh",
    name: "stays quiet when a restart sets the counters back",
    series: requests({ "2xx": "0+60x10 0+60x10", "5xx": "9x10 0x10" }),
    at: "18m",
  },
  {
    alert: "AppLatencyHigh",
    name: "fires when one request in ten takes longer than a second",
    series: {
      ...requests({ "2xx": "0+100x30" }),
      ...durations({ "1": "0+90x30", "2.5": "0+100x30", "+Inf": "0+100x30" }),
    },
    at: "20m",
    firing: [
      {
        labels: { ...app, route: "/api/sessions" },
        description: "One request in twenty to /api/sessions of chat-app takes longer than 1.75s.",
      },
    ],
  },
  {
    alert: "AppLatencyHigh",
    name: "stays quiet when one request in twenty-five takes longer than a second",
    series: {
      ...requests({ "2xx": "0+100x30" }),
      ...durations({ "1": "0+96x30", "2.5": "0+100x30", "+Inf": "0+100x30" }),
    },
    at: "20m",
  },
  {
    alert: "AppLatencyHigh",
    name: "stays quiet when two requests a minute are slow",
    series: {
      ...requests({ "2xx": "0+2x30" }),
      ...durations({ "1": "0x30", "2.5": "0+2x30", "+Inf": "0+2x30" }),
    },
    at: "20m",
  },
  {
    alert: "AppLatencyHigh",
    name: "stays quiet without traffic",
    series: {
      ...requests({ "2xx": "100x30" }),
      ...durations({ "1": "0x30", "2.5": "100x30", "+Inf": "100x30" }),
    },
    at: "20m",
  },
  {
    alert: "AppStoreDown",
    name: "fires after four minutes without the database",
    series: { [`copilot_store_up{${instance}}`]: "1x3 0x10" },
    at: "8m",
    firing: [
      {
        labels: { ...app, instance: "chat-app:8082" },
        description:
          "The database of chat-app at chat-app:8082 has not answered for 4 minutes;" +
          " chats can be neither read nor imported.",
      },
    ],
  },
  {
    alert: "AppStoreDown",
    name: "stays quiet when the database is back in three minutes",
    series: { [`copilot_store_up{${instance}}`]: "1x3 0x3 1x10" },
    at: "8m",
  },
  {
    alert: "AppStoreDown",
    name: "stays quiet without the application, which TargetDown tells",
    series: { 'up{job="chat-app",instance="chat-app:8082"}': "0x20" },
    at: "15m",
  },
  {
    alert: "AppImportIncomplete",
    name: "fires when files could not be read",
    series: { [`copilot_last_import_files_failed{${instance}}`]: "3x10" },
    at: "5m",
    firing: [
      {
        labels: { ...app, instance: "chat-app:8082" },
        description:
          "The last import of chat-app could not read 3 files; their chats are missing from search.",
      },
    ],
  },
  {
    alert: "AppImportIncomplete",
    name: "stays quiet when every file was read",
    series: { [`copilot_last_import_files_failed{${instance}}`]: "0x10" },
    at: "10m",
  },
  {
    alert: "AppImportIncomplete",
    name: "stays quiet before the first import",
    series: { [`copilot_store_up{${instance}}`]: "1x10" },
    at: "10m",
  },
  {
    alert: "AppServiceLeftAlone",
    name: "fires when a service has not answered one try after the other",
    series: circuit({ closed: "1x2 0x20", openings: "0x2 0+2x20" }),
    at: "15m",
    firing: [
      {
        labels: { ...app, instance: "chat-app:8082", circuit: "redis", state: "closed" },
        description:
          "chat-app at chat-app:8082 has had no good answer of redis for minutes," +
          " and leaves it alone between its tries.",
      },
    ],
  },
  {
    alert: "AppServiceLeftAlone",
    name: "stays quiet when the service is back in four minutes",
    series: circuit({ closed: "1x2 0x3 1x20", openings: "0x2 0+2x3 6x20" }),
    at: "8m",
  },
  {
    alert: "AppServiceLeftAlone",
    name: "stays quiet when nobody has asked for ten minutes",
    series: circuit({ closed: "1x2 0x30", openings: "0x2 1x30" }),
    at: "25m",
  },
  {
    alert: "AppBackupFailed",
    name: "fires when the last backup of a type has failed",
    series: {
      [`copilot_backup_last_run_failed{${instance},type="full"}`]: "1x20",
      [`copilot_backup_last_run_failed{${instance},type="vectors"}`]: "0x20",
    },
    at: "10m",
    firing: [
      {
        labels: { ...app, type: "full" },
        description: "The last full backup of chat-app has failed; earlier ones are kept.",
      },
    ],
  },
  {
    alert: "AppBackupFailed",
    name: "stays quiet once one has succeeded",
    series: { [`copilot_backup_last_run_failed{${instance},type="full"}`]: "1x3 0x20" },
    at: "10m",
  },
  {
    alert: "AppBackupStale",
    name: "fires when the last good backup is older than 26 hours",
    series: { [`copilot_backup_last_success_timestamp_seconds{${instance}}`]: "0x1800" },
    at: "1620m",
    firing: [
      {
        labels: app,
        description: "The last good backup of chat-app was made 1d 3h 0m 0s ago.",
      },
    ],
  },
  {
    alert: "AppBackupStale",
    name: "stays quiet a day after a backup, and where there never was one",
    series: {
      [`copilot_backup_last_success_timestamp_seconds{${instance}}`]: "0x1500",
      'copilot_store_up{job="other",instance="other:1"}': "1x1500",
    },
    at: "1440m",
  },
  {
    alert: "AppEventLoopBlocked",
    name: "fires when the event loop is late for ten minutes",
    series: { [`nodejs_eventloop_lag_p99_seconds{${instance}}`]: "0.8x20" },
    at: "10m",
    firing: [
      {
        labels: { ...app, instance: "chat-app:8082" },
        description:
          "The event loop of chat-app at chat-app:8082 is late by 800ms:" +
          " something computes without a pause.",
      },
    ],
  },
  {
    alert: "AppEventLoopBlocked",
    name: "stays quiet when it is late by half a second",
    series: { [`nodejs_eventloop_lag_p99_seconds{${instance}}`]: "0.5x20" },
    at: "15m",
  },
];

export const appRecordingCases: RecordingCase[] = [
  {
    record: "job_route:copilot_http_requests:rate5m",
    name: "requests count by route, without health checks and scrapes",
    series: {
      ...requests({ "2xx": "0+60x10", "5xx": "0+30x10" }),
      ...requests({ "2xx": "0+120x10" }, "/api/stats"),
      ...requests({ "2xx": "0+60x10" }, "/health"),
      ...requests({ "2xx": "0+60x10" }, "/metrics"),
    },
    at: "10m",
    samples: {
      '{job="chat-app",route="/api/sessions"}': 1.5,
      '{job="chat-app",route="/api/stats"}': 2,
    },
  },
  {
    record: "job_route:copilot_http_errors:rate5m",
    name: "errors count by route",
    series: requests({ "2xx": "0+60x10", "4xx": "0+60x10", "5xx": "0+30x10" }),
    at: "10m",
    samples: {
      '{job="chat-app",route="/api/sessions"}': 0.5,
    },
  },
  {
    record: "job_route:copilot_http_request_duration_seconds:p95_5m",
    name: "half of the slowest tenth is the 95th percentile",
    series: durations({ "1": "0+90x10", "2.5": "0+100x10", "+Inf": "0+100x10" }),
    at: "10m",
    samples: {
      '{job="chat-app",route="/api/sessions"}': 1.75,
    },
  },
  {
    record: "job_route:copilot_http_request_duration_seconds:p99_5m",
    name: "a tenth of the slowest tenth is the 99th percentile",
    series: durations({ "1": "0+90x10", "2.5": "0+100x10", "+Inf": "0+100x10" }),
    at: "10m",
    samples: {
      '{job="chat-app",route="/api/sessions"}': 2.35,
    },
  },
];
