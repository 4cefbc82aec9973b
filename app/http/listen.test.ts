import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, expect, test, vi } from "vitest";
import { drain, listen } from "./listen.ts";
import { testServers } from "./testing.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

const onLoopback = { host: "127.0.0.1", isPublishedOnLoopback: false };
const everywhere = { host: "0.0.0.0", isPublishedOnLoopback: false };

/** Each on a port that the system chooses, but those given. */
function listeners(servers: ReturnType<typeof testServers>, ports: { search?: number } = {}) {
  return (["metrics", "search", "api"] as const).map((name) => ({
    name,
    server: servers[name],
    port: name === "search" ? (ports.search ?? 0) : 0,
    variable: `CHATS_${name.toUpperCase()}_PORT`,
    mayListenAnywhere: false,
  }));
}

async function listening() {
  const servers = testServers();
  cleanups.push(() => drain(listeners(servers), 0));
  await listen(listeners(servers), onLoopback);
  return servers;
}

const portOf = (server: { server: { address(): unknown } }) =>
  (server.server.address() as AddressInfo).port;

test("every server answers on a port of its own", async () => {
  const servers = await listening();
  for (const server of [servers.metrics, servers.search, servers.api]) {
    const answer = await fetch(`http://127.0.0.1:${portOf(server)}/health`);
    expect(answer.status).toBe(200);
  }
  expect(servers.logLines.map((line) => JSON.parse(line).msg).slice(0, 3)).toEqual([
    `metrics listens at http://127.0.0.1:${portOf(servers.metrics)}`,
    `search listens at http://127.0.0.1:${portOf(servers.search)}`,
    `api listens at http://127.0.0.1:${portOf(servers.api)}`,
  ]);
});

test("a port in use is named with its variable, and nothing stays open", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  cleanups.push(() => other.close());
  await once(other, "listening");
  const { port } = other.address() as AddressInfo;
  const servers = testServers();
  await expect(listen(listeners(servers, { search: port }), onLoopback)).rejects.toThrow(
    `CHATS_SEARCH_PORT: port ${port} is in use by another program; stop it or use another port`,
  );
  expect(servers.metrics.server.listening).toBe(false);
});

test.each(["0.0.0.0", "::", "192.168.1.7", "chats.example.org"])(
  "listening on %s is refused as long as there is no login",
  async (host) => {
    const servers = testServers();
    await expect(
      listen(listeners(servers), { host, isPublishedOnLoopback: false }),
    ).rejects.toThrow(
      `CHATS_HOST: not an address of this machine alone, got "${host}"; ` +
        "use 127.0.0.1, because the chats are shown without a login, or ask for keys with " +
        "CHATS_ACCESS=keys",
    );
    expect(servers.metrics.server.listening).toBe(false);
  },
);

test("a server that tells nothing without a key may listen everywhere, but no other beside it", async () => {
  const { probes, metrics } = testServers();
  // The real one would open a port to the network.
  const asked = vi.spyOn(probes, "listen").mockImplementation(async () => "");
  const place = { port: 80, variable: "PORT", mayListenAnywhere: true };
  const probesListener = { name: "probes", server: probes, ...place } as const;
  await listen([probesListener], everywhere);
  expect(asked).toHaveBeenCalledWith(expect.objectContaining({ host: "0.0.0.0", port: 80 }));

  const other = { ...place, name: "metrics", server: metrics, mayListenAnywhere: false } as const;
  await expect(listen([probesListener, other], everywhere)).rejects.toThrow("CHATS_HOST: ");
  expect(asked).toHaveBeenCalledTimes(1);
});

test("in a container every server may listen everywhere, and takes requests under its names alone", async () => {
  const servers = testServers({}, ["chat-app"]);
  cleanups.push(() => drain(listeners(servers), 0));
  // Any address but a loopback one would open a port to the network.
  const asked = vi.spyOn(servers.api, "listen").mockImplementation(async () => "");
  const [, , apiListener] = listeners(servers);
  if (apiListener) await listen([apiListener], { ...everywhere, isPublishedOnLoopback: true });
  expect(asked).toHaveBeenCalledWith(expect.objectContaining({ host: "0.0.0.0" }));

  const statusUnder = async (host: string) =>
    (await servers.api.inject({ url: "/api/stats", headers: { host } })).statusCode;
  expect(await statusUnder("chat-app:8001")).toBe(200);
  expect(await statusUnder("CHAT-APP")).toBe(200);
  expect(await statusUnder("127.0.0.1:8001")).toBe(200);
  expect(await statusUnder("evil.example")).toBe(421);
});

test("a request without a host is refused", async () => {
  const { api } = await listening();
  expect(await raw(portOf(api), "GET /api/sessions HTTP/1.0\r\n\r\n")).toMatch(/^HTTP\/1\.1 421 /);
});

test("a client that leaves in the middle is no failure of the server", async () => {
  const { api, logLines } = await listening();
  const socket = connect(portOf(api), "127.0.0.1");
  socket.write(headOfSearch(17));
  await wait(50);
  socket.destroy();
  await wait(50);
  expect(logLines.map((line) => JSON.parse(line).level)).toEqual(["info", "info", "info"]);
});

test("a drain finishes the requests that run and takes no others", async () => {
  const servers = await listening();
  const port = portOf(servers.api);
  const socket = connect(port, "127.0.0.1");
  socket.write(headOfSearch(17));
  await wait(50);

  const drained = drain(listeners(servers), 5_000);
  await wait(50);
  await expect(fetch(`http://127.0.0.1:${port}/health`)).rejects.toThrow();
  socket.write('{"query":"retry"}');
  const [answer] = await once(socket, "data");
  expect(String(answer)).toMatch(/^HTTP\/1\.1 200 /);
  expect(await drained).toBe(true);
});

test("a drain cuts a request that outlasts the grace", async () => {
  const servers = await listening();
  const socket = connect(portOf(servers.api), "127.0.0.1");
  socket.on("error", () => {});
  socket.write(headOfSearch(17));
  await wait(50);

  const closed = once(socket, "close");
  expect(await drain(listeners(servers), 100)).toBe(false);
  await closed;
});

function headOfSearch(bodyBytes: number): string {
  return (
    "POST /search HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n" +
    `content-length: ${bodyBytes}\r\n\r\n`
  );
}

async function raw(port: number, request: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  socket.write(request);
  let answer = "";
  for await (const chunk of socket) answer += chunk;
  return answer;
}
