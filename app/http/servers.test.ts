import { expect, test } from "vitest";
import { keyAccess } from "../access/key-access.ts";
import { hybridSearch } from "../search/hybrid.ts";
import { unavailableDatabase } from "../store/unavailable.ts";
import { jsonLog } from "../telemetry/log.ts";
import { hashedNgrams } from "../vectors/hashed-ngrams.ts";
import { allServer, chatListeners } from "./servers.ts";
import { foundSession, testMetrics, testServers } from "./testing.ts";

const search = { method: "POST", url: "/search", payload: { query: "retry" } } as const;

test("the server of one port answers what the three do", async () => {
  const { all } = testServers();
  for (const url of ["/", "/page.js", "/health", "/ready", "/metrics", "/api/stats"]) {
    expect([url, (await all.inject(url)).statusCode]).toEqual([url, 200]);
  }
  expect((await all.inject("/api/sessions")).json().total).toBe(1);
  expect((await all.inject("/api/sessions/vscode:5d2")).json().id).toBe("vscode:5d2");
  expect((await all.inject(search)).json().hits).toHaveLength(foundSession.hits.length);
  expect((await all.inject({ url: "/", headers: { host: "evil.example" } })).statusCode).toBe(421);
  expect((await all.inject("/metrics")).body).toContain(
    'copilot_http_requests_total{server="all",method="GET",route="/api/stats",status_class="2xx"} 1',
  );
});

test("the server for probes says that it lives and why it is not ready, and nothing else", async () => {
  const { probes } = testServers();
  const headers = { host: "chats.example.org" };
  const health = await probes.inject({ url: "/health", headers });
  expect([health.statusCode, health.json()]).toEqual([200, { status: "ok", version: "1.2.3" }]);

  const ready = await probes.inject({ url: "/ready", headers });
  expect([ready.statusCode, ready.json()]).toEqual([
    503,
    {
      error: {
        code: "login_missing",
        message:
          "The chats are shown without a login, so this server answers nothing but its probes " +
          "beyond its own machine; CHATS_ACCESS=keys asks for keys instead.",
      },
    },
  ]);

  for (const url of ["/", "/page.js", "/metrics", "/api/sessions", "/api/sessions/vscode:5d2"]) {
    for (const host of ["chats.example.org", "localhost"]) {
      const answer = await probes.inject({ url, headers: { host } });
      expect([url, answer.statusCode]).toEqual([url, 404]);
    }
  }
  expect((await probes.inject({ ...search, headers })).statusCode).toBe(404);
});

test.each([
  [
    { host: "127.0.0.1", port: undefined, isPublishedOnLoopback: false },
    ["metrics 1", "search 2", "api 3"],
  ],
  [{ host: "127.0.0.1", port: 80, isPublishedOnLoopback: false }, ["all 80"]],
  [{ host: "::1", port: 80, isPublishedOnLoopback: false }, ["all 80"]],
  [{ host: "0.0.0.0", port: 80, isPublishedOnLoopback: false }, ["probes 80"]],
  [{ host: "0.0.0.0", port: 80, isPublishedOnLoopback: true }, ["all 80"]],
  [{ host: "10.0.0.4", port: 80, isPublishedOnLoopback: false }, ["probes 80"]],
  [
    { host: "0.0.0.0", port: undefined, isPublishedOnLoopback: false },
    ["metrics 1", "search 2", "api 3"],
  ],
])("%j makes the servers %j", (address, expected) => {
  const ports = { metrics: 1, search: 2, api: 3 };
  const { parts } = testServers();
  const listeners = chatListeners(parts, { ...address, ports });
  expect(listeners.map(({ name, port }) => `${name} ${port}`)).toEqual(expected);
});

test("what a network may ask of the one port is not chats", async () => {
  const ports = { metrics: 1, search: 2, api: 3 };
  const address = { host: "0.0.0.0", port: 80, ports, isPublishedOnLoopback: false };
  const [listener, ...others] = chatListeners(testServers().parts, address);
  expect(others).toEqual([]);
  expect((await listener?.server.inject("/health"))?.statusCode).toBe(200);
  expect((await listener?.server.inject("/api/sessions"))?.statusCode).toBe(404);
});

test.each([
  { host: "0.0.0.0", port: 80, isPublishedOnLoopback: false },
  { host: "127.0.0.1", port: 80, isPublishedOnLoopback: false },
  { host: "10.0.0.4", port: undefined, isPublishedOnLoopback: true },
])(
  "with keys %j shows chats to nobody without one, whatever name it is asked by",
  async (address) => {
    const { keys } = unavailableDatabase("not asked");
    const access = keyAccess({ keys, adminKey: () => "k".repeat(32) });
    const ports = { metrics: 1, search: 2, api: 3 };
    const listeners = chatListeners(testServers({ access }).parts, { ...address, ports });
    expect(listeners.map(({ name }) => name)).toEqual(
      address.port === undefined ? ["metrics", "search", "api"] : ["all"],
    );
    for (const { server, mayListenAnywhere, name } of listeners) {
      expect(mayListenAnywhere).toBe(true);
      const statusOf = async (url: string, host: string) =>
        (await server.inject({ url, headers: { host } })).statusCode;
      for (const host of ["chats.example.org", "localhost", "10.1.2.3"]) {
        expect(await statusOf("/health", host)).toBe(200);
        expect(await statusOf("/ready", host)).toBe(200);
        if (name !== "search") expect(await statusOf("/api/sessions", host)).toBe(401);
      }
    }
  },
);

test("with keys the one port tells its metrics to whoever has one, the port for metrics to all", async () => {
  const { keys } = unavailableDatabase("not asked");
  const adminKey = "k".repeat(32);
  const access = keyAccess({ keys, adminKey: () => adminKey });
  const { all, metrics } = testServers({ access });
  expect((await metrics.inject("/metrics")).statusCode).toBe(200);
  expect((await all.inject("/metrics")).statusCode).toBe(401);
  const headers = { authorization: `Bearer ${adminKey}` };
  expect((await all.inject({ url: "/metrics", headers })).statusCode).toBe(200);
});

test("without a database the page and the probes answer, and everything else says why", async () => {
  const reason = "There is no database here.";
  const database = unavailableDatabase(reason);
  const searchOf = (owner: string) => {
    const { store, vectors } = database.forOwner(owner);
    return hybridSearch({ store, vectors, embedder: hashedNgrams, log: jsonLog("silent") });
  };
  const { parts, logLines } = testServers();
  const all = allServer({ ...parts, database, searchOf, metrics: testMetrics(database) });
  const unavailable = [503, { error: { code: "store_unavailable", message: reason } }];

  for (const url of ["/ready", "/api/stats", "/api/sessions", "/api/sessions/vscode:5d2"]) {
    const answer = await all.inject(url);
    expect([answer.statusCode, answer.json()]).toEqual(unavailable);
  }
  const found = await all.inject(search);
  expect([found.statusCode, found.json()]).toEqual(unavailable);

  for (const url of ["/health", "/", "/metrics"]) {
    expect((await all.inject(url)).statusCode).toBe(200);
  }
  expect((await all.inject("/metrics")).body).toContain("\ncopilot_store_up 0\n");
  expect(logLines.filter((line) => JSON.parse(line).level === "error")).toEqual([]);
});
