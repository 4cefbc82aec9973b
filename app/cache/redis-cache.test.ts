import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { createClient } from "@redis/client";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { type RedisServer, testRedis } from "../../test/support/redis.ts";
import { jsonLog } from "../telemetry/log.ts";
import { cacheContract } from "./cache-contract.ts";
import { type RedisCacheOptions, redisCache } from "./redis-cache.ts";

const silent = jsonLog("silent");
/** A server elsewhere, whose database is emptied; not set: one of our own. */
const elsewhere = process.env.CONTRACT_REDIS_URL;

/** Far more than a call takes, because other tests share the cores. */
const patientMs = 5_000;

const start = testRedis(elsewhere === undefined);

cacheContract("a cache in Redis", {
  async open(recorder) {
    if (elsewhere === undefined) return ready({ url: (await start()).url, recorder });
    const client = await createClient({ url: elsewhere }).connect();
    await client.flushDb();
    client.destroy();
    return ready({ url: elsewhere, recorder });
  },
  passSeconds: (seconds) => sleep(seconds * 1_000),
});

describe("a cache in Redis", () => {
  beforeEach(({ skip }) => {
    if (elsewhere !== undefined) skip("a real server is not stopped");
  });

  /** A cache on a server, and what it tells. */
  async function opened(options: Partial<RedisCacheOptions> = {}) {
    const server = await start();
    const results: string[] = [];
    const lines: string[] = [];
    const states: string[] = [];
    const cache = redisCache({
      url: server.url,
      recorder: recorder(results),
      log: jsonLog("warn", { write: (line) => lines.push(line) }),
      onCircuit: (state) => states.push(state),
      ...options,
    });
    onTestFinished(() => cache.close());
    const has = async (key: string) => (await cache.get(key)) !== undefined;
    const untilKept = () =>
      vi.waitFor(
        async () => {
          await cache.set("bread", "1", 60);
          expect(await has("bread")).toBe(true);
        },
        { timeout: 20_000, interval: 50 },
      );
    return { server, cache, results, lines, states, has, untilKept };
  }

  it("keeps values for a time, below a name of its own", async () => {
    const { server, untilKept } = await opened();
    await untilKept();
    const client = await createClient({ url: server.url }).connect();
    expect(await client.keys("*")).toEqual(["chats:bread"]);
    expect(await client.ttl("chats:bread")).toBeGreaterThan(50);
    client.destroy();
  });

  it("shares them with every process that has the same server", async () => {
    const { server, untilKept } = await opened();
    await untilKept();
    const other = await ready({ url: server.url, recorder: recorder([]) });
    expect(await other.get("bread")).toBe("1");
    await other.close();
  });

  it("works without a server until one is there, and again when one was away", async () => {
    const { server, cache, results, lines, states, untilKept } = await opened();
    await untilKept();
    await server.stop();
    results.length = 0;
    for (let time = 0; time < 20; time += 1) {
      expect(await cache.get("bread")).toBeUndefined();
      await cache.set("bread", "1", 60);
    }
    expect(new Set(results)).toEqual(new Set(["failure"]));
    expect(states).toEqual(["open"]);
    expect(lines.map((line) => JSON.parse(line).msg)).toEqual([
      "the cache in Redis cannot be reached",
    ]);
    expect(lines.join()).not.toContain(new URL(server.url).password);

    await server.start();
    await untilKept();
    expect(states.slice(-2)).toEqual(["half-open", "closed"]);
  });

  it("never makes anybody wait for a server that does not answer", async () => {
    const { server, cache, results, untilKept } = await opened();
    await untilKept();
    server.pause();
    results.length = 0;
    const startedAt = performance.now();
    await Promise.all(Array.from({ length: 100 }, () => cache.get("bread")));
    const waitedMs = performance.now() - startedAt;
    expect(waitedMs).toBeGreaterThan(45);
    expect(waitedMs).toBeLessThan(1_000);
    expect(results).toEqual(Array.from({ length: 100 }, () => "failure"));

    const againAt = performance.now();
    for (let time = 0; time < 100; time += 1) await cache.get("bread");
    expect(performance.now() - againAt).toBeLessThan(45);

    server.resume();
    await untilKept();
  });

  it("has an answer at once while it is not connected", async () => {
    const { server, cache, lines, results } = await opened({ timeoutMs: patientMs });
    await server.stop();
    await vi.waitFor(() => expect(lines).toHaveLength(1), patientMs);
    const startedAt = performance.now();
    // So few that the circuit stays closed.
    for (let time = 0; time < 4; time += 1) await cache.get("bread");
    expect(performance.now() - startedAt).toBeLessThan(patientMs);
    expect(results).toEqual(["failure", "failure", "failure", "failure"]);
  });

  it("leaves a connection that is dead without a word, and makes a new one", async () => {
    const server = await start();
    const network = await relay(server);
    const { untilKept, results } = await opened({ url: network.url });
    await untilKept();
    network.swallowAll();
    results.length = 0;
    await untilKept();
    expect(results).toContain("failure");
  });

  it("does without a server that refuses its password, and says no word of it", async () => {
    const server = await start();
    const url = new URL(server.url);
    url.password = "not-the-password";
    const { cache, lines, results } = await opened({ url: url.href });
    await vi.waitFor(() => expect(lines).toHaveLength(1), patientMs);
    expect(await cache.get("bread")).toBeUndefined();
    expect(results).toEqual(["failure"]);
    expect(lines.join()).not.toContain("not-the-password");
  });

  it("is closed while it tries to connect, and tries no more", async () => {
    const { server, cache, lines } = await opened();
    await server.stop();
    await vi.waitFor(() => expect(lines).toHaveLength(1), patientMs);
    await cache.close();
    for (let time = 0; time < 10; time += 1) await cache.get("bread");
    await server.start();
    const client = await createClient({ url: server.url }).connect();
    // Longer than between two tries.
    await sleep(1_000);
    expect(await client.clientList()).toHaveLength(1);
    client.destroy();
  });
});

/** A cache that has connected, and waits for answers as long as a busy machine needs. */
async function ready({ url, recorder }: Pick<RedisCacheOptions, "url" | "recorder">) {
  let isReady = false;
  const cache = redisCache({
    url,
    log: silent,
    timeoutMs: patientMs,
    recorder: {
      ...recorder,
      read(result) {
        if (isReady) recorder.read(result);
        else isReady = result === "miss";
      },
    },
  });
  await vi.waitFor(
    async () => {
      await cache.get("probe");
      expect(isReady).toBe(true);
    },
    { timeout: patientMs, interval: 20 },
  );
  return cache;
}

function recorder(results: string[]) {
  return {
    read: (result: string) => void results.push(result),
    write: (result: string) => void results.push(result),
    dropped: () => {},
    size: () => {},
  };
}

/** A way to `server` that can lose whatever is sent over the connections that it has. */
async function relay(server: RedisServer) {
  const target = new URL(server.url);
  const sockets: Socket[] = [];
  const network = createServer((incoming) => {
    const outgoing = connect(Number(target.port), target.hostname);
    incoming.pipe(outgoing).pipe(incoming);
    for (const socket of [incoming, outgoing]) {
      socket.on("error", () => {});
      sockets.push(socket);
    }
  }).listen(0, "127.0.0.1");
  await once(network, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    network.close();
  });
  const url = new URL(server.url);
  url.port = String((network.address() as AddressInfo).port);
  return {
    url: url.href,
    swallowAll() {
      for (const socket of sockets) {
        socket.unpipe();
        socket.resume();
      }
    },
  };
}
