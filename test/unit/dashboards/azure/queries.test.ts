import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { backupMetric, logAlerts } from "../../../../dashboards/azure/alerts.ts";
import { savedQueries } from "../../../../dashboards/azure/queries.ts";

/** Tables by what fills them: Azure's diagnostic settings and tests, or an SDK in the application. */
const platformTables = [
  "AppAvailabilityResults",
  "AppServiceConsoleLogs",
  "AppServiceHTTPLogs",
  "AzureDiagnostics",
  "Usage",
];
const sdkTables = ["AppDependencies", "AppExceptions", "AppMetrics", "AppRequests"];

describe.each([...savedQueries, ...logAlerts])("the query of $name", ({ name, kql, emittedBy }) => {
  const tables = [...platformTables, ...sdkTables].filter((table) => kql.includes(table));

  it("has a name that fits an Azure resource, and reads a known table", () => {
    expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(tables).not.toEqual([]);
  });

  it("leaves the time range to whoever runs it", () => {
    expect(kql).not.toMatch(/TimeGenerated\s*[<>]/);
  });

  it("says that it is planned exactly when nothing of today fills its tables", () => {
    const isPlanned = tables.every((table) => sdkTables.includes(table));
    expect(emittedBy.endsWith("(planned)")).toBe(isPlanned);
  });

  it("has balanced brackets and quotes", () => {
    const count = (character: string) => kql.split(character).length - 1;
    expect(count("(")).toBe(count(")"));
    expect(count('"') % 2).toBe(0);
  });
});

it("no two queries share a name or a title", () => {
  const names = savedQueries.map(({ name }) => name);
  const titles = savedQueries.map(({ displayName }) => displayName);
  expect(new Set(names).size).toBe(names.length);
  expect(new Set(titles).size).toBe(titles.length);
});

// The day that the application gains one of these, "planned" above becomes wrong, and these fail.
it("the application sends no telemetry to Azure yet, which is why queries are planned", () => {
  const { dependencies } = JSON.parse(read("app/package.json")) as {
    dependencies: Record<string, string>;
  };
  expect(Object.keys(dependencies)).not.toContain("@azure/monitor-opentelemetry");
});

it("the application emits no backup metric yet, which is why its alert is planned", () => {
  expect(read("app/telemetry/metrics.ts")).not.toContain(backupMetric);
});

it("the application writes its errors to the console with the fields that the queries read", () => {
  const log = read("app/telemetry/log.ts");
  expect(log).toContain("pino");
  expect(log).toContain("level: (label: string) => ({ level: label })");
});

function read(path: string): string {
  return readFileSync(new URL(`../../../../${path}`, import.meta.url), "utf8");
}
