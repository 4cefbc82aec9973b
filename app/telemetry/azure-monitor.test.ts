import { readdirSync } from "node:fs";
import { createServer } from "node:net";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { loopbackAccess } from "../access/access.ts";
import { freePorts, temporaryFolder } from "../commands/testing.ts";
import { chatServers } from "../http/servers.ts";
import {
  foundSession,
  testDatabase,
  testIngestParts,
  testMetrics,
  testStore,
} from "../http/testing.ts";
import type { Search } from "../search/search.ts";
import type { Store } from "../store/store.ts";
import { jsonLog } from "./log.ts";
import { startTelemetry, type Telemetry } from "./telemetry.ts";
import { collector, connectionStringTo } from "./testing.ts";

let monitor: Awaited<ReturnType<typeof collector>>;
beforeEach(async () => {
  monitor = await collector();
});
afterEach(() => monitor[Symbol.asyncDispose]());

/** The servers of an application that reports to the collector. */
async function application(
  parts: { percentage?: number; connectionString?: string; store?: Partial<Store> } = {},
  search: Search = async () => foundSession,
) {
  const telemetry = await startTelemetry({
    telemetry: {
      connectionString: parts.connectionString ?? monitor.connectionString,
      samplingPercentage: parts.percentage ?? 100,
    },
    version: "1.2.3",
  });
  const log = jsonLog("info", { write: () => {} }, telemetry?.warnings);
  const store = testStore(parts.store);
  const { api } = chatServers({
    database: testDatabase(store),
    searchOf: () => search,
    suggestOf: () => async () => ({ suggestions: [] }),
    ingest: testIngestParts,
    access: loopbackAccess,
    metrics: testMetrics(),
    log,
    version: "1.2.3",
    traceRequests: telemetry?.traceRequests,
  });
  return { api, log, telemetry: telemetry as Telemetry };
}

const failing = async () => {
  throw new RangeError("near the words my-secret-query", { cause: "my-secret-cause" });
};

test("a request is reported with its route, status and time, and by whom", async () => {
  const { api, telemetry } = await application();
  await api.inject("/api/sessions/vscode%3A5d2?words=my-secret-query");
  await api.inject("/api/sessions/my-secret-id");
  expect(await telemetry.stop(5_000)).toBe(true);

  expect(monitor.paths).toEqual(new Set(["POST /v2.1/track"]));
  const facts = monitor.envelopes.map(({ name, sampleRate, data }) => [
    name,
    sampleRate,
    data.baseType,
    data.baseData.name,
    data.baseData.responseCode,
    data.baseData.success,
  ]);
  const name = "Microsoft.ApplicationInsights.Request";
  const route = "GET /api/sessions/:id";
  expect(facts).toEqual([
    [name, 100, "RequestData", route, "200", true],
    [name, 100, "RequestData", route, "404", false],
  ]);
  for (const { tags, data } of monitor.envelopes) {
    expect(tags["ai.cloud.role"]).toBe("chat-app");
    expect(tags["ai.application.ver"]).toBe("1.2.3");
    expect(tags["ai.operation.name"]).toBe(route);
    expect(data.baseData.duration).toMatch(/^00:00:0\d\.\d{3}/);
    expect(data.baseData.properties).toEqual({});
  }
  expect(JSON.stringify(monitor.envelopes)).not.toMatch(/my-secret|vscode/);
});

test("a request goes on with the trace of its caller", async () => {
  const { api, telemetry } = await application();
  const [traceId, spanId] = ["0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"];
  await api.inject({
    url: "/api/stats",
    headers: { traceparent: `00-${traceId}-${spanId}-01` },
  });
  await telemetry.stop(5_000);
  expect(monitor.envelopes).toHaveLength(1);
  expect(monitor.envelopes[0]?.tags).toMatchObject({
    "ai.operation.id": traceId,
    "ai.operation.parentId": spanId,
  });
});

test("a failed request is reported with its exception, but never with what it searched", async () => {
  const { api, telemetry } = await application({}, failing);
  await api.inject({ method: "POST", url: "/search", payload: { query: "my-secret-query" } });
  await telemetry.stop(5_000);

  const [request, exception, ...others] = monitor.envelopes;
  expect(others).toEqual([]);
  expect(request?.data.baseData).toMatchObject({
    name: "POST /search",
    responseCode: "500",
    success: false,
  });
  expect(exception?.name).toBe("Microsoft.ApplicationInsights.Exception");
  expect(exception?.data.baseData.exceptions).toEqual([
    {
      typeName: "RangeError",
      message: "request failed",
      hasFullStack: true,
      stack: expect.stringMatching(/^ {4}at failing \(/),
    },
  ]);
  expect(exception?.tags["ai.operation.id"]).toBe(request?.tags["ai.operation.id"]);
  expect(exception?.tags["ai.operation.parentId"]).toBe(request?.data.baseData.id);
  expect(exception?.tags["ai.cloud.role"]).toBe("chat-app");
  expect(JSON.stringify(monitor.envelopes)).not.toContain("my-secret");
});

test("probes are not reported", async () => {
  const { api, telemetry } = await application();
  for (const path of ["/health", "/ready"]) await api.inject(path);
  await telemetry.stop(5_000);
  expect(monitor.envelopes).toEqual([]);
});

test("the log is reported from warn on, and no field of it but the message", async () => {
  const { log, telemetry } = await application();
  log.info("not told");
  log.warn({ query: "my-secret-query" }, "the disk is slow");
  log.error("the disk is gone");
  await telemetry.stop(5_000);
  expect(
    monitor.envelopes.map(({ name, data }) => [
      name,
      data.baseData.message,
      data.baseData.severityLevel,
      data.baseData.properties,
    ]),
  ).toEqual([
    ["Microsoft.ApplicationInsights.Message", "the disk is slow", "Warning", {}],
    ["Microsoft.ApplicationInsights.Message", "the disk is gone", "Error", {}],
  ]);
});

test("an error that a library logs is an exception without its message", async () => {
  const { log, telemetry } = await application();
  log.error(new TypeError("my-secret-text"));
  await telemetry.stop(5_000);
  expect(monitor.envelopes).toHaveLength(1);
  expect(monitor.envelopes[0]?.data.baseData.exceptions).toEqual([
    expect.objectContaining({ typeName: "TypeError", message: "TypeError" }),
  ]);
  expect(JSON.stringify(monitor.envelopes)).not.toContain("my-secret");
});

test("a sample tells how many requests it stands for, and drops exceptions with their request", async () => {
  const { api, telemetry } = await application({ percentage: 25 }, failing);
  for (let count = 0; count < 200; count += 1) {
    await api.inject({ method: "POST", url: "/search", payload: { query: "retry" } });
  }
  await telemetry.stop(5_000);

  const requests = monitor.envelopes.filter(({ data }) => data.baseType === "RequestData");
  const exceptions = monitor.envelopes.filter(({ data }) => data.baseType === "ExceptionData");
  // Fewer than 10 or more than 100 of 200 come once in 10^9 runs.
  expect(requests.length).toBeGreaterThan(10);
  expect(requests.length).toBeLessThan(100);
  expect(exceptions).toHaveLength(requests.length);
  expect(new Set(monitor.envelopes.map(({ sampleRate }) => sampleRate))).toEqual(new Set([25]));
});

test("a warning goes the way of its request", async () => {
  const { api, telemetry } = await application({ percentage: 25 });
  api.get("/slow", { config: { isOpen: true } }, async (request) => request.log.warn("slow"));
  for (let count = 0; count < 200; count += 1) await api.inject("/slow");
  await telemetry.stop(5_000);
  const operations = (baseType: string) =>
    monitor.envelopes
      .filter(({ data }) => data.baseType === baseType)
      .map(({ tags }) => tags["ai.operation.id"])
      .toSorted();
  expect(operations("MessageData").length).toBeGreaterThan(10);
  expect(operations("MessageData")).toEqual(operations("RequestData"));
});

test("without a monitor nothing is started", async () => {
  expect(await startTelemetry({ telemetry: undefined, version: "1" })).toBeUndefined();
});

test("what a monitor did not take is not kept in a file", async () => {
  using folder = temporaryFolder();
  vi.stubEnv("TMPDIR", folder.path);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  await using busy = await collector({ accepts: false });
  const { api, telemetry } = await application({ connectionString: busy.connectionString });
  await api.inject("/api/stats");
  await telemetry.stop(5_000);
  expect(busy.envelopes).toHaveLength(1);
  expect(readdirSync(folder.path)).toEqual([]);
});

test("a monitor that refuses connections loses the telemetry and nothing else", async () => {
  const [port] = await freePorts(1);
  const connectionString = connectionStringTo(port ?? 0);
  const { api, telemetry } = await application({ connectionString });
  expect((await api.inject("/api/stats")).statusCode).toBe(200);
  const startedAt = performance.now();
  expect(await telemetry.stop(200)).toBe(false);
  expect(performance.now() - startedAt).toBeLessThan(1_000);
});

test("a monitor that never answers does not hold up the end", async () => {
  const silent = createServer().listen(0, "127.0.0.1");
  const address = silent.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const { api, telemetry } = await application({ connectionString: connectionStringTo(port ?? 0) });
  await api.inject("/api/stats");
  expect(await telemetry.stop(200)).toBe(false);
  silent.close();
});
