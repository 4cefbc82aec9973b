import type { Emitter } from "./queries.ts";

/** Resources whose platform metrics are watched and drawn. */
export type MetricSource = "site" | "plan" | "database" | "vault";

/** Source: supported metrics (https://learn.microsoft.com/azure/azure-monitor/reference/metrics-index). */
export const metricNamespaces: Record<MetricSource, string> = {
  site: "Microsoft.Web/sites",
  plan: "Microsoft.Web/serverfarms",
  database: "Microsoft.DBforPostgreSQL/flexibleServers",
  vault: "Microsoft.KeyVault/vaults",
};

export type Aggregation = "Average" | "Maximum" | "Minimum" | "Total";

/** 0 critical, 1 error, 2 warning, 3 informational. */
export type Severity = 0 | 1 | 2 | 3;

/** Fires while an aggregated platform metric is beyond its threshold. */
export interface MetricAlertRule {
  /** Lower-kebab; role in the physical name. */
  name: string;
  /** First line of the mail: what is wrong, and where to look. */
  description: string;
  source: MetricSource;
  metric: string;
  aggregation: Aggregation;
  operator: "GreaterThan" | "LessThan";
  /** In the unit of the metric. */
  threshold: number;
  /** ISO 8601; how far each evaluation looks back. */
  window: string;
  severity: Severity;
}

export const metricAlerts = [
  {
    name: "server-errors",
    description: "More than 10 answers with status 5xx in 5 minutes. See the query http-errors.",
    source: "site",
    metric: "Http5xx",
    aggregation: "Total",
    operator: "GreaterThan",
    threshold: 10,
    window: "PT5M",
    severity: 1,
  },
  {
    name: "response-time",
    description: "Answers take more than 2 seconds on average. See the query http-latency.",
    source: "site",
    metric: "HttpResponseTime",
    aggregation: "Average",
    operator: "GreaterThan",
    threshold: 2,
    window: "PT15M",
    severity: 2,
  },
  {
    name: "plan-cpu",
    description: "The App Service plan is short of CPU. Scale it up, or see what is busy.",
    source: "plan",
    metric: "CpuPercentage",
    aggregation: "Average",
    operator: "GreaterThan",
    threshold: 90,
    window: "PT15M",
    severity: 2,
  },
  {
    name: "database-cpu",
    description: "The database server is short of CPU. See its Query Performance Insight.",
    source: "database",
    metric: "cpu_percent",
    aggregation: "Average",
    operator: "GreaterThan",
    threshold: 90,
    window: "PT15M",
    severity: 2,
  },
  {
    name: "database-memory",
    description: "The database server is short of memory. Take a larger compute size.",
    source: "database",
    metric: "memory_percent",
    aggregation: "Average",
    operator: "GreaterThan",
    threshold: 90,
    window: "PT15M",
    severity: 2,
  },
  {
    name: "database-storage",
    description: "The database's disk is nearly full; a full server accepts no writes.",
    source: "database",
    metric: "storage_percent",
    aggregation: "Average",
    operator: "GreaterThan",
    threshold: 85,
    window: "PT15M",
    severity: 1,
  },
  {
    name: "database-connections",
    description: "The database is running out of connections. See who holds them.",
    source: "database",
    metric: "active_connections",
    aggregation: "Average",
    operator: "GreaterThan",
    // What the smallest server can bear; `connectionThreshold` says it for the others.
    threshold: 28,
    window: "PT15M",
    severity: 1,
  },
  {
    name: "vault-availability",
    description: "Key Vault fails requests, so secrets cannot be read by what starts now.",
    source: "vault",
    metric: "Availability",
    aggregation: "Average",
    operator: "LessThan",
    threshold: 90,
    window: "PT15M",
    severity: 1,
  },
] as const satisfies MetricAlertRule[];

export type MetricAlertName = (typeof metricAlerts)[number]["name"];

/** Fires while a log query answers more rows than its threshold. */
export interface LogAlertRule {
  /** Lower-kebab; role in the physical name. */
  name: string;
  description: string;
  /** What makes the rows; an alert on a planned signal is written down but not deployed. */
  emittedBy: Emitter;
  kql: string;
  /** Rows that are still fine. */
  threshold: number;
  /** ISO 8601; how far each evaluation looks back. */
  window: string;
  /** ISO 8601; five minutes or more, since every minute costs much and needs a simpler query. */
  frequency: string;
  severity: Severity;
}

/** Gauge of the moment of the last good backup, in seconds since 1970. */
export const backupMetric = "copilot_backup_last_success_timestamp_seconds";

export const logAlerts: LogAlertRule[] = [
  {
    name: "exceptions",
    description: "The application failed more than 5 times in 15 minutes. See logged-errors.",
    emittedBy: "app/telemetry",
    kql: `union isfuzzy=true
  (AppExceptions | project TimeGenerated),
  (AppServiceConsoleLogs
  | where tostring(parse_json(ResultDescription).level) in ("error", "fatal")
  | project TimeGenerated)`,
    threshold: 5,
    window: "PT15M",
    frequency: "PT15M",
    severity: 1,
  },
  {
    name: "stale-backup",
    description: "The last good backup is older than 26 hours.",
    emittedBy: "app/backup (planned)",
    // A daily backup and two hours to make it.
    kql: `AppMetrics
| where Name == "${backupMetric}"
| summarize LastSuccess = unixtime_seconds_todatetime(max(Max))
| where LastSuccess < ago(26h)`,
    threshold: 0,
    window: "P1D",
    frequency: "PT1H",
    severity: 1,
  },
];

/** A GET of the health path from several places in the world. */
export const availability = {
  /** Population tags of Azure's test agents; five places tell an outage from a bad line. */
  locations: [
    "emea-nl-ams-azr",
    "emea-gb-db3-azr",
    "emea-fr-pra-edge",
    "us-va-ash-azr",
    "apac-sg-sin-azr",
  ],
  /** Seconds between two runs from one place, 300, 600 or 900; every run is billed. */
  frequencySeconds: 900,
  /** ISO 8601; holds one run from every place. */
  window: "PT15M",
  timeoutSeconds: 30,
  /** Days that the certificate must still be good for. */
  certificateDays: 7,
  severity: 0,
} as const;
