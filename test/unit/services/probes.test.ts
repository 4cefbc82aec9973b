import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { bashProbe, wgetProbe } from "../../../services/probes.ts";

test("wget asks by GET and keeps nothing", () => {
  expect(wgetProbe(9093, "/-/ready", 30)).toEqual({
    http: { port: 9093, path: "/-/ready" },
    command: ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:9093/-/ready"],
    startSeconds: 30,
  });
});

test("bash finds a server healthy that answers 200 at the path", async () => {
  await expect(probe(200)).resolves.toEqual("GET /-/ready");
});

test.each([404, 500, 503])("bash finds a server unhealthy that answers %i", async (status) => {
  await expect(probe(status)).rejects.toMatchObject({ code: 1 });
});

test("bash finds a server unhealthy that does not listen", async () => {
  const [program = "", ...args] = bashProbe(1, "/", 30).command;
  await expect(promisify(execFile)(program, args)).rejects.toMatchObject({ code: 1 });
});

/** What the server was asked. */
async function probe(status: number): Promise<string> {
  const asked: string[] = [];
  const server = createServer(({ method, url }, response) => {
    asked.push(`${method} ${url}`);
    // A body that looks healthy must not count.
    response.writeHead(status).end("HTTP/1.0 200 OK\r\n");
  }).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const [program = "", ...args] = bashProbe(port, "/-/ready", 30).command;
  await promisify(execFile)(program, args);
  return asked.join();
}
