import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import { connect as connectHttp2 } from "node:http2";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import {
  dockerSocketProxyService,
  dockerSocketProxyUrl,
  haproxyConfiguration,
} from "../../../services/docker-socket-proxy.ts";
import { freePorts } from "../../support/free-ports.ts";
import { haproxy, haproxyIsMissing, startHaproxy } from "../../support/haproxy.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

test("the URL is that of its only port", () => {
  const { name, ports } = dockerSocketProxyService();
  expect(dockerSocketProxyUrl).toBe(`tcp://${name}:${ports[0]?.number}`);
});

test("the socket of the host can be elsewhere, as without root", () => {
  const { rights, files } = dockerSocketProxyService({ socket: "/run/user/1000/docker.sock" });
  expect(rights.hostPaths?.map(({ source, path }) => [source, path])).toEqual([
    ["/run/user/1000/docker.sock", "/var/run/docker.sock"],
  ]);
  expect(files[0]?.content).toContain("server engine unix@/var/run/docker.sock\n");
});

describe("HAProxy with the configuration", () => {
  let proxy: Awaited<ReturnType<typeof proxiedEngine>> | undefined;
  beforeAll(async () => {
    if (haproxy) proxy = await proxiedEngine(haproxy);
  });
  beforeEach(({ skip }) => {
    if (!proxy) skip(haproxyIsMissing);
    received().length = 0;
  });
  afterAll(() => proxy?.stop());

  const received = () => proxy?.received ?? [];
  const send = (...parts: string[]) => statuses(proxy?.port ?? 0, parts);

  test("finds nothing to complain of in it", () => {
    const file = join(temporaryFolder(), "haproxy.cfg");
    writeFileSync(file, haproxyConfiguration(":2375", "/var/run/docker.sock"));
    const { status, stderr } = spawnSync(haproxy ?? "", ["-c", "-q", "-f", file], {
      encoding: "utf8",
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });

  const id = "4f66ad9a0b2e6f0f6f6b6a1d5d1c2b3a4f66ad9a0b2e6f0f6f6b6a1d5d1c2b3a";

  test.each([
    "GET /_ping",
    "HEAD /_ping",
    "GET /v1.51/version",
    "GET /info",
    "GET /v1.24/networks",
    "GET /v1.51/containers/json",
    "GET /v1.51/containers/json?all=1&filters=%7B%22label%22%3A%5B%22copilot.stack%3Dlocal%22%5D%7D",
    `GET /v1.51/containers/${id}/json`,
    "GET /containers/local-loki/json?size=false",
    `GET /v1.51/containers/${id}/logs?follow=1&stdout=1&stderr=1&timestamps=1&since=1763730000`,
  ])("passes %s", async (line) => {
    expect(await send(request(line))).toEqual([200]);
    expect(received()).toEqual([line]);
  });

  test.each([
    // Writes.
    "POST /v1.51/containers/create",
    `POST /containers/${id}/start`,
    `POST /v1.51/containers/${id}/exec`,
    `POST /containers/${id}/logs`,
    "POST /v1.51/containers/json",
    `DELETE /v1.51/containers/${id}`,
    `PUT /v1.51/containers/${id}/archive?path=/etc`,
    "POST /v1.51/images/create?fromImage=alpine",
    "POST /build",
    "PATCH /_ping",
    "OPTIONS /info",
    "TRACE /_ping",
    // Reads that nobody here needs.
    `GET /v1.51/containers/${id}/archive?path=/run/secrets`,
    `GET /containers/${id}/export`,
    `GET /containers/${id}/attach/ws?stream=1`,
    `GET /v1.51/containers/${id}/top`,
    "GET /events",
    "GET /v1.51/images/json",
    "GET /v1.51/images/get?names=alpine",
    "GET /secrets",
    "GET /volumes",
    "GET /swarm",
    "GET /",
    // Other spellings, of which the engine would make a path.
    `GET /containers/${id}/json/../archive?path=/etc`,
    "GET /containers/../images/json",
    "GET /containers/./json",
    `GET /containers/${id}%2fexport%3f/json`,
    "GET /containers/%2e%2e/json",
    "GET //containers/json",
    "GET /containers//json",
    "GET /containers/json/",
    "GET /v1.51/v1.51/containers/json",
    "GET /v2.0/containers/json",
    "GET /v1x51/containers/json",
    "GET /_PING",
    "GET /_ping/../info",
    "GET /infos",
    "GET /x?/containers/json",
    "GET http://docker/containers/json",
    "GET *",
  ])("refuses %s", async (line) => {
    expect(await send(request(line))).toEqual([403]);
    expect(received()).toEqual([]);
  });

  test.each([
    ["a body", "Content-Length: 4", "oops"],
    ["a body in parts", "Transfer-Encoding: chunked", "4\r\noops\r\n0\r\n\r\n"],
    ["a wish for another protocol", "Connection: upgrade\r\nUpgrade: tcp", ""],
    ["a wish for HTTP/2", "Connection: upgrade, http2-settings\r\nUpgrade: h2c", ""],
  ])("refuses a read with %s", async (_, header, body) => {
    expect(await send(`GET /_ping HTTP/1.1\r\nHost: docker\r\n${header}\r\n\r\n${body}`)).toEqual([
      403,
    ]);
    expect(received()).toEqual([]);
  });

  test("refuses a write that follows a read on one connection", async () => {
    const read = "GET /_ping HTTP/1.1\r\nHost: docker\r\n\r\n";
    expect(await send(read, request("POST /containers/create"))).toEqual([200, 403]);
    expect(received()).toEqual(["GET /_ping"]);
  });

  test.each(["GET", "POST"])("refuses %s over HTTP/2", async (method) => {
    const session = connectHttp2(`http://127.0.0.1:${proxy?.port}`);
    onTestFinished(() => session.destroy());
    const stream = session.request({ ":method": method, ":path": "/_ping" }, { endStream: true });
    const [headers] = await once(stream, "response");
    expect(headers[":status"]).toBe(403);
    expect(received()).toEqual([]);
  });

  test("hands on each line of a log as it comes, long after other answers would be too late", async () => {
    const silent = "local-qdrant";
    const client = connect(proxy?.port ?? 0, "127.0.0.1");
    onTestFinished(() => void client.destroy());
    client.write(request(`GET /containers/${silent}/logs?follow=1`));
    expect(await send(request(`GET /containers/${silent}/json`))).toEqual([504]);
    for (const line of ["first", "second"]) {
      proxy?.open[0]?.write(line);
      await expect.poll(() => String(client.read() ?? "")).toContain(line);
    }
  });
});

function request(line: string): string {
  return `${line} HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n\r\n`;
}

/**
 * HAProxy before a server at a socket that keeps what it is asked, and answers unless it is asked for
 * the container `local-qdrant`. The limit of answers is a second, so that nobody waits for it.
 */
async function proxiedEngine(program: string) {
  const folder = mkdtempSync(join(tmpdir(), "copilot-engine-"));
  const socket = join(folder, "docker.sock");
  const received: string[] = [];
  const open: ServerResponse[] = [];
  const engine = createServer(({ method, url }, response) => {
    received.push(`${method} ${url}`);
    if (url?.includes("local-qdrant")) open.push(response);
    else response.end("{}");
  });
  await once(engine.listen(socket), "listening");
  const { port } = await freePorts("port");
  const configuration = haproxyConfiguration(`127.0.0.1:${port}`, socket);
  const impatient = configuration.replace("timeout server 30s", "timeout server 1s");
  expect(impatient).not.toBe(configuration);
  const running = await startHaproxy(program, impatient, port);
  return {
    port,
    received,
    open,
    async stop() {
      await running.stop();
      engine.closeAllConnections();
      engine.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/**
 * Sends bytes as they are, each part after the answer to the one before, and returns the status of
 * every answer on the connection.
 */
async function statuses(port: number, parts: string[]): Promise<number[]> {
  const client = connect(port, "127.0.0.1");
  let answers = "";
  client.on("data", (bytes) => {
    answers += bytes;
  });
  for (const part of parts.slice(0, -1)) {
    client.write(part);
    await once(client, "data");
  }
  client.end(parts.at(-1) ?? "");
  await once(client, "close");
  return [...answers.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
}
