import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { collector, connectionStringTo } from "../telemetry/testing.ts";
import { freePorts, startChats, temporaryFolder } from "./testing.ts";

// Each test starts processes, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

async function freeEnvironment() {
  const [metrics, search, api] = await freePorts(3);
  return {
    CHATS_METRICS_PORT: String(metrics),
    CHATS_SEARCH_PORT: String(search),
    CHATS_API_PORT: String(api),
  };
}

async function untilReady(port: string) {
  for (const deadline = performance.now() + 10_000; performance.now() < deadline; ) {
    const answer = await fetch(`http://127.0.0.1:${port}/ready`).catch(() => undefined);
    if (answer?.status === 200) return;
    await wait(20);
  }
  throw new Error(`nothing is ready on port ${port}`);
}

test("SIGTERM finishes the request that runs, takes no others, and ends with 0", async () => {
  using folder = temporaryFolder();
  const environment = await freeEnvironment();
  using chats = startChats(["serve"], folder.path, environment);
  const { child, ended } = chats;
  await untilReady(environment.CHATS_API_PORT);

  const socket = connect(Number(environment.CHATS_SEARCH_PORT), "127.0.0.1");
  socket.write(
    "POST /search HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n" +
      "content-length: 17\r\n\r\n",
  );
  await wait(100);
  child.kill("SIGTERM");
  await wait(200);
  await expect(fetch(`http://127.0.0.1:${environment.CHATS_API_PORT}/health`)).rejects.toThrow();
  expect(child.exitCode).toBeNull();

  socket.write('{"query":"retry"}');
  const [answer] = await once(socket, "data");
  expect(String(answer)).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  const { exitCode, out, err } = await ended;
  expect([exitCode, err]).toEqual([0, ""]);
  expect(
    out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line).msg),
  ).toEqual([
    expect.stringMatching(/^metrics listens at /),
    expect.stringMatching(/^search listens at /),
    expect.stringMatching(/^api listens at /),
    "ready",
    "draining",
    "request",
    "stopped",
  ]);
});

test("a server that asks for keys tells chats to nobody without one", async () => {
  using folder = temporaryFolder();
  const [port] = await freePorts(1);
  const adminKey = "k".repeat(32);
  const environment = { CHATS_ACCESS: "keys", CHATS_ADMIN_KEY: adminKey, PORT: String(port) };
  using chats = startChats(["serve"], folder.path, environment);
  await untilReady(environment.PORT);
  const ask = async (path: string, key?: string, request: RequestInit = {}) => {
    const headers = {
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
      ...(request.body !== undefined && { "content-type": "application/json" }),
    };
    return fetch(`http://127.0.0.1:${port}${path}`, { ...request, headers });
  };
  expect((await ask("/api/sessions")).status).toBe(401);
  const body = JSON.stringify({ owner: "ada", name: "laptop" });
  const made = await ask("/api/keys", adminKey, { method: "POST", body });
  const { secret } = (await made.json()) as { secret: string };
  expect(await (await ask("/api/sessions", secret)).json()).toEqual({ total: 0, sessions: [] });
  expect((await ask("/", "wrong")).status).toBe(200);

  chats.child.kill("SIGTERM");
  const { exitCode, out, err } = await chats.ended;
  expect([exitCode, err]).toEqual([0, ""]);
  for (const key of [adminKey, secret]) expect(out).not.toContain(key);
});

test("a second signal ends the process at once", async () => {
  using folder = temporaryFolder();
  const environment = await freeEnvironment();
  using chats = startChats(["serve"], folder.path, environment);
  const { child, ended } = chats;
  await untilReady(environment.CHATS_API_PORT);
  const socket = connect(Number(environment.CHATS_API_PORT), "127.0.0.1");
  socket.on("error", () => {});
  socket.write("POST /search HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9\r\n\r\n");
  await wait(100);

  child.kill("SIGTERM");
  await wait(200);
  expect(child.exitCode).toBeNull();
  child.kill("SIGINT");
  await ended;
  expect(child.signalCode).toBe("SIGINT");
});

test("a port in use ends with 1 and the variable to change", async () => {
  using folder = temporaryFolder();
  const environment = await freeEnvironment();
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as AddressInfo;
  const inUse = { ...environment, CHATS_API_PORT: String(port) };
  using chats = startChats(["serve"], folder.path, inUse);
  const { exitCode, err } = await chats.ended;
  other.close();
  expect(exitCode).toBe(1);
  expect(err).toBe(
    `CHATS_API_PORT: port ${port} is in use by another program; stop it or use another port\n`,
  );
});

test("listening beyond this machine ends with 1", async () => {
  using folder = temporaryFolder();
  const environment = { ...(await freeEnvironment()), CHATS_HOST: "0.0.0.0" };
  using chats = startChats(["serve"], folder.path, environment);
  const { exitCode, err } = await chats.ended;
  expect(exitCode).toBe(1);
  expect(err).toMatch(/^CHATS_HOST: not an address of this machine alone, got "0\.0\.0\.0"; use /);
});

test("with PORT everything is on that port", async () => {
  using folder = temporaryFolder();
  const { CHATS_API_PORT: PORT, CHATS_METRICS_PORT } = await freeEnvironment();
  using chats = startChats(["serve"], folder.path, { PORT, CHATS_METRICS_PORT });
  await untilReady(PORT);
  for (const path of ["/", "/metrics", "/api/sessions"]) {
    expect((await fetch(`http://127.0.0.1:${PORT}${path}`)).status).toBe(200);
  }
  await expect(fetch(`http://127.0.0.1:${CHATS_METRICS_PORT}/health`)).rejects.toThrow();
  chats.child.kill("SIGTERM");
  const { exitCode, out } = await chats.ended;
  expect(exitCode).toBe(0);
  expect(out).toContain(`all listens at http://127.0.0.1:${PORT}`);
});

test("a drain sends the telemetry that is left", async () => {
  using folder = temporaryFolder();
  await using monitor = await collector();
  const environment = {
    ...(await freeEnvironment()),
    APPLICATIONINSIGHTS_CONNECTION_STRING: monitor.connectionString,
    CHATS_VERSION: "1.2.3",
  };
  using chats = startChats(["serve"], folder.path, environment);
  await untilReady(environment.CHATS_API_PORT);
  await fetch(`http://127.0.0.1:${environment.CHATS_API_PORT}/api/stats`);
  expect(monitor.envelopes).toEqual([]);
  chats.child.kill("SIGTERM");
  const { exitCode, err } = await chats.ended;
  expect([exitCode, err]).toEqual([0, ""]);
  expect(monitor.envelopes.map(({ data }) => data.baseData.name)).toEqual(["GET /api/stats"]);
  expect(monitor.envelopes[0]?.tags["ai.application.ver"]).toBe("1.2.3");
});

test("a sample of 0 % sends nothing", async () => {
  using folder = temporaryFolder();
  await using monitor = await collector();
  const environment = {
    ...(await freeEnvironment()),
    APPLICATIONINSIGHTS_CONNECTION_STRING: monitor.connectionString,
    CHATS_SAMPLING_PERCENTAGE: "0",
  };
  using chats = startChats(["serve"], folder.path, environment);
  await untilReady(environment.CHATS_API_PORT);
  await fetch(`http://127.0.0.1:${environment.CHATS_API_PORT}/api/stats`);
  chats.child.kill("SIGTERM");
  expect((await chats.ended).exitCode).toBe(0);
  expect(monitor.paths).toEqual(new Set());
});

test("a monitor that is down stops neither the answers nor the end", async () => {
  using folder = temporaryFolder();
  const [port] = await freePorts(1);
  const environment = {
    ...(await freeEnvironment()),
    APPLICATIONINSIGHTS_CONNECTION_STRING: connectionStringTo(port ?? 0),
  };
  using chats = startChats(["serve"], folder.path, environment);
  await untilReady(environment.CHATS_API_PORT);
  const answer = await fetch(`http://127.0.0.1:${environment.CHATS_API_PORT}/api/stats`);
  expect(answer.status).toBe(200);
  const stoppedAt = performance.now();
  chats.child.kill("SIGTERM");
  const { exitCode, err } = await chats.ended;
  expect([exitCode, err]).toEqual([0, ""]);
  expect(performance.now() - stoppedAt).toBeLessThan(4_000);
});
