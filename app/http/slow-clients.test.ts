import { once } from "node:events";
import { type AddressInfo, connect } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { testServers } from "./testing.ts";

/** A server that listens, and waits for the rest of a request for a fraction of the usual time. */
async function impatientServer() {
  const { api } = testServers();
  const { server } = api;
  const limitsMs = { headers: server.headersTimeout, request: server.requestTimeout };
  // Node looks at its connections at this interval, which it reads when it begins to listen.
  Object.assign(server, { connectionsCheckingInterval: 20 });
  Object.assign(server, { headersTimeout: 300, requestTimeout: 300 });
  onTestFinished(() => api.close());
  await api.listen({ host: "127.0.0.1", port: 0 });
  return { port: (server.address() as AddressInfo).port, limitsMs };
}

const headers = "POST /search HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n";

test.each([
  ["headers", headers, "x: y\r\n"],
  ["body", `${headers}content-length: 100\r\n\r\n{"query":`, " "],
])("whoever sends its %s too slowly is cut, and others are answered meanwhile", async (...sent) => {
  const [, start, more] = sent;
  const { port } = await impatientServer();
  const socket = connect(port, "127.0.0.1");
  // Whoever goes on writing after the end is reset.
  socket.on("error", () => {});
  const isCut = new Promise((resolve) => socket.once("close", resolve));
  await once(socket, "connect");
  socket.write(start);
  const drip = setInterval(() => socket.write(more), 50);
  let answer = "";
  socket.setEncoding("utf8").on("data", (piece) => {
    answer += piece;
    clearInterval(drip);
  });
  expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200);
  await isCut;
  clearInterval(drip);
  expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
});

test("a request has half a minute to arrive", async () => {
  const { limitsMs } = await impatientServer();
  expect(limitsMs.request).toBe(30_000);
  expect(limitsMs.headers).toBeLessThanOrEqual(60_000);
});
