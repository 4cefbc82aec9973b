import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { waitForHealth } from "../../../../providers/process/health.ts";
import { freePort } from "../../../engine/process-provider/tiny-inputs.ts";

const never = new AbortController().signal;

test("a service is healthy once it answers 200", async () => {
  let requests = 0;
  const url = await serve((_request, response) => {
    requests += 1;
    response.writeHead(requests < 3 ? 503 : 200).end();
  });
  expect(await waitForHealth(url, 5, never)).toEqual({ healthy: true, lastAnswer: "200 OK" });
  expect(requests).toBe(3);
});

test("the connection is not kept, so that a drain need not wait for it", async () => {
  let connection: string | undefined;
  const url = await serve((request, response) => {
    connection = request.headers.connection;
    response.end();
  });
  await waitForHealth(url, 5, never);
  expect(connection).toBe("close");
});

test.each([204, 301, 503])("status %s is not healthy", async (status) => {
  const url = await serve((_request, response) => response.writeHead(status, "Word").end());
  expect(await waitForHealth(url, 0.5, never)).toEqual({
    healthy: false,
    lastAnswer: `${status} Word`,
  });
});

test("nothing that listens is told as a refused connection", async () => {
  const url = `http://127.0.0.1:${await freePort()}/`;
  expect(await waitForHealth(url, 0.5, never)).toEqual({
    healthy: false,
    lastAnswer: "no connection (ECONNREFUSED)",
  });
});

test("a service that never answers does not outlast the time", async () => {
  const url = await serve(() => {});
  const startedAt = performance.now();
  expect(await waitForHealth(url, 0.2, never)).toEqual({
    healthy: false,
    lastAnswer: "no answer in time",
  });
  expect(performance.now() - startedAt).toBeLessThan(4000);
});

test("an abort ends the wait with its reason, even before the first answer", async () => {
  const url = await serve(() => {});
  const abort = new AbortController();
  const wait = waitForHealth(url, 60, abort.signal);
  abort.abort(new Error("enough"));
  await expect(wait).rejects.toThrow("enough");
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, "listening");
  const address = server.address();
  return `http://127.0.0.1:${address !== null && typeof address === "object" ? address.port : 0}/`;
}
