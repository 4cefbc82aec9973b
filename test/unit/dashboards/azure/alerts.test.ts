import { describe, expect, it } from "vitest";
import { logAlerts, metricAlerts } from "../../../../dashboards/azure/alerts.ts";
import { connectionThreshold } from "../../../../dashboards/azure/connections.ts";
import { savedQueries } from "../../../../dashboards/azure/queries.ts";
import { tiers } from "../../../../stacks/tiers.ts";

/** Longest role that a physical name has room for. */
const roleLength = 24;

it("every alert has a name of its own that fits a physical name", () => {
  const names = [...metricAlerts, ...logAlerts].map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) {
    expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(name.length).toBeLessThanOrEqual(roleLength);
  }
});

it("every log alert is asked every five minutes or less often (98)", () => {
  for (const { frequency } of logAlerts) expect(["PT5M", "PT15M", "PT1H"]).toContain(frequency);
});

it("every query that an alert sends people to is saved", () => {
  const named = [...metricAlerts, ...logAlerts].flatMap(
    ({ description }) => /See (?:the query )?([a-z]+-[a-z]+)\./.exec(description)?.[1] ?? [],
  );
  expect(named).toEqual(["http-errors", "http-latency", "logged-errors"]);
  const saved: string[] = savedQueries.map(({ name }) => name);
  for (const name of named) expect(saved).toContain(name);
});

it("an outage needs more places than may have a bad day, and not all of them", () => {});

describe("connectionThreshold", () => {
  it("is four fifths of what applications may open", () => {
    expect(connectionThreshold("Standard_B1ms")).toBe(28);
    expect(connectionThreshold("Standard_D2s_v3")).toBe(675);
  });

  it("is the alert's own threshold on the smallest server", () => {
    const rule = metricAlerts.find(({ name }) => name === "database-connections");
    expect(rule?.threshold).toBe(connectionThreshold("Standard_B1ms"));
  });

  it.each(Object.entries(tiers))("knows the server of the tier %s", (_, { databaseSku }) => {
    expect(connectionThreshold(databaseSku)).toBeGreaterThan(0);
  });

  it("refuses a server that it does not know", () => {
    expect(() => connectionThreshold("Standard_X1")).toThrow(
      'databaseSku: connection limit not known, got "Standard_X1"; use Standard_B1ms,',
    );
  });
});
