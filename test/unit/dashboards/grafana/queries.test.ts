import { describe, expect, it } from "vitest";
import { foundSession, testMetrics } from "../../../../app/http/testing.ts";
import { grafanaDashboards } from "../../../../dashboards/grafana/dashboards.ts";
import { type DashboardQuery, dashboardQueries } from "../../../../dashboards/grafana/queries.ts";

const dashboards = grafanaDashboards();
const queries = dashboards.flatMap(dashboardQueries);
const toPrometheus = queries.filter(({ datasource }) => datasource === "prometheus");
const toLoki = queries.filter(({ datasource }) => datasource === "loki");
const labels = await emittedLabels();

describe("dashboardQueries", () => {
  it("has every target, every variable that asks and every annotation", () => {
    const count = (pattern: RegExp) => queries.filter(({ place }) => pattern.test(place)).length;
    const json = JSON.stringify(dashboards);
    expect(queries.length).toBe(json.split('"expr":').length - 1 + count(/^variable/));
    expect([count(/^variable/), count(/^annotation/)]).toEqual([3, 6]);
  });

  it("asks for the values of a variable as a query with a series for each", () => {
    expect(queries.find(({ place }) => place === 'variable "route"')).toEqual({
      place: 'variable "route"',
      datasource: "prometheus",
      expr: 'count by (route) (copilot_http_requests_total{job="$service"})',
      sent: 'count by (route) (copilot_http_requests_total{job="chat-app"})',
    });
  });

  it("sends what stands in the variables when a dashboard is opened", () => {
    expect(toLoki.find(({ place }) => place === 'panel "Log lines"')?.sent).toBe(
      '{service="chat-app", level=~".*"} |~ `(?i)`',
    );
    expect(toPrometheus.find(({ place }) => place === 'panel "Services up"')?.sent).toBe(
      'min by (job) (up{job=~".+"})',
    );
    expect(queries.filter(({ sent }) => sent.includes("$"))).toEqual([]);
  });

  it("refuses a variable that the dashboard does not have", () => {
    const [overview] = dashboards;
    const without = { ...overview, schemaVersion: 42, annotations: {}, templating: { list: [] } };
    expect(() => dashboardQueries(without)).toThrow(
      'panel "Services up": no such variable, got $service',
    );
  });
});

describe("the metrics of the application", () => {
  const own = /\b((?:copilot|process|nodejs)_\w+)(?:\{([^}]*)\})?/g;

  it.each(toPrometheus)("that $place asks for are emitted: $expr", ({ expr }) => {
    for (const [, name, selector = ""] of expr.matchAll(own)) {
      expect(labels.keys().toArray()).toContain(name);
      const known = [...(labels.get(name ?? "") ?? []), "job", "instance"];
      for (const [, label] of selector.matchAll(/(\w+)(?:=~|!~|!=|=)"/g)) {
        expect(known).toContain(label);
      }
    }
  });

  it.each(toPrometheus)("have the labels that $place groups by: $expr", ({ expr }) => {
    const names = [...expr.matchAll(own)].map(([, name]) => name ?? "");
    if (names.length === 0) return;
    const known = [...names.flatMap((name) => [...(labels.get(name) ?? [])]), "job", "instance"];
    for (const [, grouped = ""] of expr.matchAll(/by \(([^)]*)\)/g)) {
      for (const label of grouped.split(", ")) expect(known).toContain(label);
    }
  });

  it("are all shown somewhere, so that a new one is not forgotten", () => {
    const shown = new Set(
      toPrometheus.flatMap(({ expr }) => [...expr.matchAll(own)].map(([, name]) => name)),
    );
    const families = new Set(
      [...labels.keys()].filter((name) => /^copilot_/.test(name) && !/_(sum|count)$/.test(name)),
    );
    expect([...families].filter((name) => !shown.has(name))).toEqual([]);
  });
});

it("everything else that is asked of Prometheus is known of the exporters", () => {
  const others = new Set(toPrometheus.flatMap(namesOfOthers));
  expect([...others].sort()).toEqual([
    "ALERTS",
    "container_cpu_usage_seconds_total",
    "container_memory_working_set_bytes",
    "container_spec_memory_limit_bytes",
    "node_cpu_seconds_total",
    "node_filesystem_avail_bytes",
    "node_filesystem_size_bytes",
    "node_memory_MemAvailable_bytes",
    "node_memory_MemTotal_bytes",
    "qdrant_collections_vector_total",
    "redis_keyspace_hits_total",
    "redis_keyspace_misses_total",
    "redis_memory_max_bytes",
    "redis_memory_used_bytes",
    "up",
  ]);
});

it("every rate looks back as far as Grafana says that it must", () => {
  for (const { expr } of toPrometheus) {
    for (const [, span] of expr.matchAll(/\brate\([^[]*\[([^\]]*)\]/g)) {
      expect(span).toBe("$__rate_interval");
    }
  }
});

it("logs are chosen by the labels that the log agent sets", () => {
  expect(toLoki).toHaveLength(4);
  for (const { expr } of toLoki) {
    const [, selector = ""] = /\{([^}]*)\}/.exec(expr) ?? [];
    const used = [...selector.matchAll(/(\w+)=/g)].map(([, label]) => label);
    expect(used[0]).toBe("service");
    expect(["service", "level"]).toEqual(expect.arrayContaining(used));
  }
});

/** Labels by the name of each series that the application emits, once it was asked for something. */
async function emittedLabels(): Promise<Map<string, Set<string>>> {
  const metrics = testMetrics();
  metrics.watchProcess();
  metrics.recordSearch(foundSession);
  metrics.cache.size(1, 100);
  metrics.recordIngestRefusal("quota_exceeded");
  metrics.recordRequest({
    server: "api",
    method: "GET",
    route: "/api/sessions",
    status: 200,
    durationSeconds: 0.1,
  });
  const found = new Map<string, Set<string>>();
  for (const [, name = "", inner = ""] of (await metrics.text()).matchAll(
    /^([a-z]\w*)(?:\{(.*)\})? /gm,
  )) {
    const known = found.get(name) ?? new Set();
    for (const [, label = ""] of inner.matchAll(/(\w+)="/g)) known.add(label);
    found.set(name, known);
  }
  return found;
}

function namesOfOthers({ expr }: DashboardQuery): string[] {
  const bare = expr.replace(/\{[^}]*\}|\[[^\]]*\]|by \([^)]*\)/g, "");
  return [...bare.matchAll(/\b(ALERTS|up|[a-z]+_\w+)\b(?!\()/g)]
    .map(([, name]) => name ?? "")
    .filter((name) => !/^(copilot|process|nodejs)_/.test(name));
}
