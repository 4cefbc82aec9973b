import { once } from "node:events";
import { type AddressInfo, connect } from "node:net";
import { expect, it, onTestFinished, vi } from "vitest";
import { testServers } from "./testing.ts";

/** A server with a route that answers when it is told to. */
async function waiting() {
  const { api, metricsText } = testServers();
  let answer = () => {};
  api.get("/slow", { config: { isOpen: true } }, async () => {
    await new Promise<void>((resolve) => {
      answer = resolve;
    });
    return {};
  });
  await api.listen({ host: "127.0.0.1", port: 0 });
  onTestFinished(() => api.close());
  const inFlight = async () => {
    const line = /^copilot_http_requests_in_flight\{server="api"\} (\d+)$/m;
    return line.exec(await metricsText())?.[1];
  };
  const { port } = api.server.address() as AddressInfo;
  return { port, inFlight, answer: () => answer() };
}

it("counts a request from its begin to the end of its answer", async () => {
  const { port, inFlight, answer } = await waiting();
  const request = fetch(`http://127.0.0.1:${port}/slow`);
  await vi.waitFor(async () => expect(await inFlight()).toBe("1"));
  answer();
  await (await request).text();
  await vi.waitFor(async () => expect(await inFlight()).toBe("0"));
});

it("does not count a request on whose answer nobody waits any more", async () => {
  const { port, inFlight, answer } = await waiting();
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  socket.write("GET /slow HTTP/1.1\r\nhost: localhost\r\n\r\n");
  await vi.waitFor(async () => expect(await inFlight()).toBe("1"));
  socket.destroy();
  await vi.waitFor(async () => expect(await inFlight()).toBe("0"));
  answer();
});
