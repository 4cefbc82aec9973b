import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { expect, test, vi } from "vitest";
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
