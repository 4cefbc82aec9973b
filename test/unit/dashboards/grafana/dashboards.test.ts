import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import { describe, expect, it } from "vitest";
import { grafanaDashboards } from "../../../../dashboards/grafana/dashboards.ts";
import { datasources } from "../../../../dashboards/grafana/datasources.ts";
import { dashboardSchema } from "./schema.ts";

const dashboards = grafanaDashboards();
const isPanel = (panel: { type: string }): panel is Panel => panel.type !== "row";

it("the two dashboards have the uids and titles that links lead to", () => {
  expect(dashboards.map(({ uid, title }) => [uid, title])).toEqual([
    ["copilot-backup-overview", "Copilot Backup Overview"],
    ["copilot-sessions-explorer", "Sessions Explorer"],
  ]);
});

it("each dashboard links to the other, for the same time", () => {
  const links = dashboards.flatMap(({ links }) => links ?? []);
  expect(links.map(({ url, keepTime }) => [url, keepTime])).toEqual([
    ["/d/copilot-sessions-explorer", true],
    ["/d/copilot-backup-overview", true],
  ]);
});

describe.each(dashboards)("$title", (dashboard) => {
  const all = dashboard.panels ?? [];
  const panels = all.filter(isPanel);

  it("opens with six hours in the time of the browser and asks anew every 30 seconds", () => {
    const { time, timezone, refresh, graphTooltip } = dashboard;
    expect({ time, timezone, refresh, graphTooltip }).toEqual({
      time: { from: "now-6h", to: "now" },
      timezone: "browser",
      refresh: "30s",
      graphTooltip: 2,
    });
  });

  it("has an id for every panel and row, and none twice", () => {
    const ids = all.map(({ id }) => id);
    expect(ids).not.toContain(undefined);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("has no two panels of the same title", () => {
    const titles = all.map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
  });

  it("lies on 24 columns without overlap or gap", () => {
    const squares = all.flatMap(({ gridPos }) => squaresOf(gridPos));
    expect(new Set(squares).size).toBe(squares.length);
    const height = Math.max(...all.map(({ gridPos }) => (gridPos?.y ?? 0) + (gridPos?.h ?? 0)));
    expect(squares.length).toBe(24 * height);
  });

  it.each(panels)("says of $title what it is", ({ title, description }) => {
    expect(title).toMatch(/^[A-Z]/);
    expect(description).toMatch(/^[A-Z0-9].{20,}\.$/);
    expect(description?.length).toBeLessThanOrEqual(110);
  });

  it.each(panels)("asks one data source by its fixed uid in $title", ({ datasource, targets }) => {
    expect([datasources.prometheus, datasources.loki]).toContainEqual(datasource);
    expect(targets?.length).toBeGreaterThan(0);
    const asked = (targets ?? []).map((target) => "datasource" in target && target.datasource);
    expect(asked).toEqual(asked.map(() => datasource));
  });

  const figures = panels.filter(({ type }) => !["logs", "table"].includes(type));

  it.each(figures)("names the unit of $title, and starts its axis at 0", (panel) => {
    const { unit, min, custom } = panel.fieldConfig?.defaults ?? {};
    expect(unit).toMatch(/^(short|none|bytes|s|percentunit|reqps|reqpm)$/);
    if (panel.type === "timeseries") expect(min ?? custom?.axisSoftMin).toBe(0);
  });

  it.each(panels)("names in the legends of $title only labels that its query keeps", (panel) => {
    for (const target of panel.targets ?? []) {
      const { expr, legendFormat = "" } = target as { expr?: string; legendFormat?: string };
      const kept = /by \(([^)]*)\)/.exec(expr ?? "")?.[1]?.split(", ") ?? [];
      for (const [, label] of legendFormat.matchAll(/\{\{(\w+)\}\}/g))
        expect(kept).toContain(label);
    }
  });

  it("marks alerts, starts and imports", () => {
    const annotations = dashboard.annotations.list ?? [];
    expect(annotations.map(({ name, enable }) => [name, enable])).toEqual([
      ["Alerts", true],
      ["Starts", true],
      ["Imports", true],
    ]);
  });

  it("is JSON of the form that Grafana reads", () => {
    const { error } = dashboardSchema.safeParse(JSON.parse(JSON.stringify(dashboard)));
    expect(error).toBeUndefined();
  });
});

function squaresOf({ x, y, w, h } = { x: 0, y: 0, w: 0, h: 0 }): string[] {
  return Array.from(
    { length: w * h },
    (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`,
  );
}
