import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";

/** The newest API that the Go client of the real provider speaks. */
const NEWEST_API_VERSION = "1.51";

/** A Docker Engine over its HTTP API. Errors have the words of Docker's own Go client. */
export interface Engine {
  /** Its address, as `DOCKER_HOST` says it. */
  host: string;
  /** What both sides speak, for example `1.41`. */
  apiVersion(): Promise<string>;
  /** The JSON answer of a GET; undefined when what was asked for does not exist. */
  find(path: string): Promise<Answer | undefined>;
  /** The JSON answer; undefined for an empty one, and for a status that is expected. */
  send(
    method: "POST" | "PUT" | "DELETE",
    path: string,
    body?: Body,
    expected?: number[],
  ): Promise<Answer | undefined>;
  /** Every message of an answer that is a stream of JSON. Throws the error that one of them is. */
  stream(path: string): Promise<Answer[]>;
}

export type Answer = Record<string, unknown>;
/** JSON, or a tar archive. */
type Body = Record<string, unknown> | Buffer;

/** @param host As `DOCKER_HOST` says it: a Unix socket, or a TCP port without TLS. */
export function openEngine(host = "unix:///var/run/docker.sock"): Engine {
  const place = placeOf(host);

  let negotiated: Promise<string> | undefined;
  const apiVersion = () => {
    negotiated ??= call("GET", "/_ping").then(({ response }) => {
      const offered = String(response.headers["api-version"]);
      return isOlder(offered, NEWEST_API_VERSION) ? offered : NEWEST_API_VERSION;
    });
    return negotiated;
  };

  const call = async (method: string, path: string, body?: Body) => {
    const contentType = Buffer.isBuffer(body) ? "application/x-tar" : "application/json";
    const headers = body && { "Content-Type": contentType };
    const sent = request({ ...place, method, path, ...(headers && { headers }) });
    sent.end(body && !Buffer.isBuffer(body) ? JSON.stringify(body) : body);
    try {
      const [response] = (await once(sent, "response")) as [IncomingMessage];
      return { response, content: await text(response) };
    } catch (error) {
      throw unreachable(host, error);
    }
  };

  const ask = async (method: string, path: string, body?: Body, expected: number[] = []) => {
    const { response, content } = await call(method, `/v${await apiVersion()}${path}`, body);
    const status = response.statusCode ?? 0;
    if (expected.includes(status)) return undefined;
    if (status >= 400) throw new Error(`Error response from daemon: ${messageOf(content)}`);
    return content;
  };

  return {
    host,
    apiVersion,
    find: async (path) => parsed(await ask("GET", path, undefined, [404])),
    send: async (...request) => parsed(await ask(...request)),
    async stream(path) {
      const lines = (await ask("POST", path))?.split("\n").filter((line) => line.trim() !== "");
      const messages = (lines ?? []).map((line) => JSON.parse(line) as Answer);
      const failure = messages.find((message) => "error" in message);
      if (failure) throw new Error(String(failure.error));
      return messages;
    },
  };
}

function placeOf(host: string) {
  const [, socketPath] = /^unix:\/\/(\/.+)$/.exec(host) ?? [];
  if (socketPath) return { socketPath };
  const [, hostname, port] = /^tcp:\/\/([\w.-]+):(\d+)$/.exec(host) ?? [];
  if (hostname && port) return { hostname, port: Number(port) };
  throw new Error(`DOCKER_HOST: must be unix:///<path> or tcp://<host>:<port>, got "${host}"`);
}

/** Whether an API version is older than another one. */
export function isOlder(version: string, other: string): boolean {
  return version.localeCompare(other, "en", { numeric: true }) < 0;
}

function unreachable(host: string, error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EACCES") {
    return new Error(`permission denied while trying to connect to the Docker daemon at ${host}`);
  }
  if (code !== "ENOENT" && code !== "ECONNREFUSED") return error;
  return new Error(`Cannot connect to the Docker daemon at ${host}. Is the docker daemon running?`);
}

function messageOf(content: string): string {
  try {
    return String((JSON.parse(content) as Answer).message);
  } catch {
    return content.trim();
  }
}

function parsed(content: string | undefined): Answer | undefined {
  return content ? (JSON.parse(content) as Answer) : undefined;
}
