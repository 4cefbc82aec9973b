/** A question to the Log Analytics workspace that is kept there by name. */
export interface SavedQuery {
  /** Lower-kebab; its id in the workspace. */
  name: string;
  /** What the portal lists it as. */
  displayName: string;
  /** What makes the rows that it reads. */
  emittedBy: Emitter;
  /** KQL without a time range: the portal, dashboard or alert that runs it sets one. */
  kql: string;
}

/** Azure itself, or a part of the application; planned parts do not emit yet, so no row comes. */
export type Emitter =
  | "Azure"
  | "app/telemetry"
  | "app/telemetry (planned)"
  | "app/backup (planned)";

/** Folder that the portal lists the queries in. */
export const queryCategory = "Copilot chats";

export const savedQueries = [
  {
    name: "http-errors",
    displayName: "Answers with a server error, by path",
    emittedBy: "Azure",
    kql: `AppServiceHTTPLogs
| where ScStatus >= 500
| summarize Answers = count(), Slowest = max(TimeTaken) by CsUriStem, ScStatus
| order by Answers desc`,
  },
  {
    name: "http-latency",
    displayName: "Time to answer, as the platform measured it",
    emittedBy: "Azure",
    kql: `AppServiceHTTPLogs
| summarize
    Median = percentile(TimeTaken, 50),
    P95 = percentile(TimeTaken, 95),
    P99 = percentile(TimeTaken, 99)
    by bin(TimeGenerated, 5m)
| order by TimeGenerated asc`,
  },
  {
    name: "logged-errors",
    displayName: "Error lines of the application",
    emittedBy: "app/telemetry",
    kql: `AppServiceConsoleLogs
| extend Line = parse_json(ResultDescription)
| where tostring(Line.level) in ("error", "fatal")
| project TimeGenerated, Host, Level = tostring(Line.level), Message = tostring(Line.msg), Line
| order by TimeGenerated desc`,
  },
  {
    name: "slow-requests",
    displayName: "Slowest requests, by operation",
    emittedBy: "app/telemetry (planned)",
    kql: `AppRequests
| summarize Requests = sum(ItemCount), P95 = percentile(DurationMs, 95) by OperationName
| order by P95 desc`,
  },
  {
    name: "failed-requests",
    displayName: "Share of requests that failed",
    emittedBy: "app/telemetry (planned)",
    kql: `AppRequests
| summarize Requests = sum(ItemCount), Failed = sumif(ItemCount, Success == false)
    by bin(TimeGenerated, 5m)
| extend FailedPercent = 100.0 * Failed / Requests
| order by TimeGenerated asc`,
  },
  {
    name: "exceptions",
    displayName: "Exceptions, by problem",
    emittedBy: "app/telemetry (planned)",
    kql: `AppExceptions
| summarize Exceptions = sum(ItemCount), Last = max(TimeGenerated) by ProblemId, ExceptionType
| order by Exceptions desc`,
  },
  {
    name: "slow-dependencies",
    displayName: "Slowest calls to other services",
    emittedBy: "app/telemetry (planned)",
    kql: `AppDependencies
| summarize Calls = sum(ItemCount), P95 = percentile(DurationMs, 95), Failed = countif(Success == false)
    by DependencyType, Target
| order by P95 desc`,
  },
  {
    name: "availability",
    displayName: "Availability seen from outside, by place",
    emittedBy: "Azure",
    kql: `AppAvailabilityResults
| summarize AvailablePercent = 100.0 * countif(Success) / count() by Location, bin(TimeGenerated, 1h)
| order by TimeGenerated asc`,
  },
  {
    name: "database-errors",
    displayName: "Errors of the database server",
    emittedBy: "Azure",
    kql: `AzureDiagnostics
| where ResourceProvider == "MICROSOFT.DBFORPOSTGRESQL" and Category == "PostgreSQLLogs"
| where errorLevel_s in ("ERROR", "FATAL", "PANIC")
| project TimeGenerated, errorLevel_s, Message
| order by TimeGenerated desc`,
  },
  {
    name: "vault-access",
    displayName: "Who read the vault, and who was refused",
    emittedBy: "Azure",
    kql: `AzureDiagnostics
| where ResourceProvider == "MICROSOFT.KEYVAULT" and Category == "AuditEvent"
| summarize Calls = count(), Last = max(TimeGenerated)
    by OperationName, ResultSignature, CallerIPAddress
| order by Calls desc`,
  },
  {
    name: "log-volume",
    displayName: "Billed log volume, by table",
    emittedBy: "Azure",
    kql: `Usage
| where IsBillable
| summarize Gigabytes = sum(Quantity) / 1000 by DataType, bin(TimeGenerated, 1d)
| order by Gigabytes desc`,
  },
] as const satisfies SavedQuery[];

export type SavedQueryName = (typeof savedQueries)[number]["name"];
