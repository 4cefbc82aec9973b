/**
 * Stands in for Qdrant 1.19: the REST interface as far as the application, the health check and
 * Prometheus use it, over lists in one JSON file of the storage volume. No gRPC, index or cluster.
 */
import { createHash } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { z } from "zod";
import {
  bodies,
  type Collection,
  count,
  query,
  Refused,
  remove,
  retrieve,
  scroll,
  setPayload,
  upsert,
} from "./qdrant-collections.ts";
import { keys } from "./qdrant-keys.ts";
import { metrics, observe } from "./qdrant-metrics.ts";

const version = "1.19.0";
const storageFile = `${process.env.QDRANT__STORAGE__STORAGE_PATH ?? "./storage"}/stand-in.json`;
const { apiKey, readOnlyKey } = keys();
const port = Number(process.env.QDRANT__SERVICE__HTTP_PORT ?? 6333);

/** Paths that Qdrant answers without a key. */
const open: Record<string, string | object> = {
  "/": { title: "qdrant - vector search engine", version },
  "/healthz": "healthz check passed",
  "/livez": "healthz check passed",
  "/readyz": "all shards are ready",
};

const { collections, aliases } = load();
/** By the paths that they are fetched from. */
const snapshots = new Map<string, Buffer>();

const server = createServer(async (request, response) => {
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / 1_000;
  const { pathname } = new URL(request.url ?? "/", "http://stand-in");
  const reply = (statusCode: number, body: string | object) => {
    const type = typeof body === "string" ? "text/plain; version=0.0.4" : "application/json";
    response.writeHead(statusCode, { "content-type": type });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
    observe(request.method ?? "", pathname, statusCode, seconds());
  };
  const openAnswer = open[pathname];
  if (openAnswer !== undefined) return reply(200, openAnswer);
  const access = accessOf(request);
  if (typeof access === "object") return reply(401, access.refusal);
  try {
    if (access === "read" && changes(request.method ?? "", pathname)) {
      throw new Refused(403, "Forbidden: Global manage access is required");
    }
    if (pathname === "/metrics") return reply(200, metrics(collections, version));
    const snapshot = snapshots.get(pathname);
    if (snapshot && request.method === "GET") return response.end(snapshot);
    const result = answer(request.method ?? "", pathname, await bodyOf(request));
    if (result === undefined) return reply(404, "");
    reply(200, { result, status: "ok", time: seconds() });
  } catch (error) {
    const statusCode = error instanceof Refused ? error.statusCode : 500;
    const message = error instanceof Error ? error.message : String(error);
    reply(statusCode, { status: { error: message }, time: seconds() });
  }
});
server.listen(port, "0.0.0.0", () => console.log(`Qdrant stand-in: HTTP on ${port}`));
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    server.close();
    server.closeIdleConnections();
  });
}

function accessOf({ headers }: IncomingMessage): "write" | "read" | { refusal: string } {
  if (!apiKey && !readOnlyKey) return "write";
  const header = headers["api-key"];
  const key = typeof header === "string" ? header : headers.authorization?.replace(/^Bearer /, "");
  if (key === undefined) {
    return { refusal: "Must provide an API key or an Authorization bearer token" };
  }
  if (apiKey && key === apiKey) return "write";
  return readOnlyKey && key === readOnlyKey ? "read" : { refusal: "Invalid API key or JWT" };
}

function changes(method: string, path: string): boolean {
  const isQuestion = method === "POST" && /\/points(\/(query|scroll|count))?$/.test(path);
  return method !== "GET" && !isQuestion;
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  if (request.method === "GET" || request.method === "DELETE") return undefined;
  const written = await text(request);
  if (written === "") return undefined;
  try {
    return JSON.parse(written);
  } catch (error) {
    throw new Refused(400, `Format error in JSON body: ${(error as Error).message}`);
  }
}

/** Undefined where there is no such path. */
function answer(method: string, path: string, body: unknown): unknown {
  if (method === "GET" && path === "/collections") {
    return { collections: [...collections.keys()].map((name) => ({ name })) };
  }
  if (method === "POST" && path === "/collections/aliases") return changeAliases(body);
  if (method === "DELETE" && snapshots.has(path)) return snapshots.delete(path);
  const [, name, action = ""] = /^\/collections\/([^/]+)(?:\/(.+))?$/.exec(path) ?? [];
  if (name === undefined) return undefined;
  const operation = `${method} ${action}`.trim();
  if (operation === "PUT") return create(name, body);
  if (operation === "GET exists") return { exists: collections.has(name) };
  if (operation === "DELETE") return saved(collections.delete(name));
  const perform = operations[operation];
  const collection = collections.get(aliases.get(name) ?? name);
  if (collection && operation === "POST snapshots") return takeSnapshot(name, collection);
  if (!perform) return undefined;
  if (collection) return perform(collection, body);
  throw new Refused(404, `Not found: Collection \`${name}\` doesn't exist!`);
}

const operations: Record<string, (collection: Collection, body: unknown) => unknown> = {
  GET: describe,
  "PUT index": (collection, body) => {
    const { field_name, field_schema } = parse("index", body);
    collection.payloadSchema[field_name] = { data_type: field_schema, points: 0 };
    return saved(completed);
  },
  "PUT points": (collection, body) => {
    upsert(collection, parse("upsert", body));
    return saved(completed);
  },
  "POST points": (collection, body) => retrieve(collection, parse("retrieve", body)),
  "POST points/query": (collection, body) => query(collection, parse("query", body)),
  "POST points/scroll": (collection, body) => scroll(collection, parse("scroll", body)),
  "POST points/count": (collection, body) => count(collection, parse("count", body)),
  "POST points/payload": (collection, body) => {
    setPayload(collection, parse("payload", body));
    return saved(completed);
  },
  "POST points/delete": (collection, body) => {
    remove(collection, parse("delete", body));
    return saved(completed);
  },
};

const completed = { operation_id: 0, status: "completed" };

function create(name: string, body: unknown) {
  if (collections.has(name)) {
    throw new Refused(409, `Wrong input: Collection \`${name}\` already exists!`);
  }
  collections.set(name, { settings: parse("create", body), points: [], payloadSchema: {} });
  return saved(true);
}

function changeAliases(body: unknown) {
  for (const action of parse("aliases", body).actions) {
    if ("delete_alias" in action) {
      aliases.delete(action.delete_alias.alias_name);
      continue;
    }
    const { alias_name, collection_name } = action.create_alias;
    if (!collections.has(collection_name)) {
      throw new Refused(404, `Not found: Collection \`${collection_name}\` doesn't exist!`);
    }
    aliases.set(alias_name, collection_name);
  }
  return saved(true);
}

function takeSnapshot(collection: string, content: Collection) {
  const name = `${collection}-${snapshots.size + 1}.snapshot`;
  const file = Buffer.from(JSON.stringify(content));
  snapshots.set(`/collections/${collection}/snapshots/${name}`, file);
  const checksum = createHash("sha256").update(file).digest("hex");
  return { name, creation_time: null, size: file.length, checksum };
}

function describe({ settings, points, payloadSchema }: Collection) {
  return {
    status: "green",
    optimizer_status: "ok",
    indexed_vectors_count: 0,
    points_count: points.length,
    segments_count: 1,
    config: { params: settings, hnsw_config: {}, optimizer_config: {} },
    payload_schema: payloadSchema,
  };
}

function parse<Name extends keyof typeof bodies>(name: Name, body: unknown) {
  const parsed = bodies[name].safeParse(body);
  if (parsed.success) return parsed.data as z.output<(typeof bodies)[Name]>;
  throw new Refused(400, `Format error in JSON body: ${z.prettifyError(parsed.error)}`);
}

function load() {
  const stored = storedState();
  return {
    collections: new Map<string, Collection>(stored.collections),
    aliases: new Map<string, string>(stored.aliases),
  };
}

function storedState() {
  try {
    return JSON.parse(readFileSync(storageFile, "utf8"));
  } catch {
    return { collections: [], aliases: [] };
  }
}

function saved<T>(result: T): T {
  writeFileSync(
    `${storageFile}.new`,
    JSON.stringify({ collections: [...collections], aliases: [...aliases] }),
  );
  renameSync(`${storageFile}.new`, storageFile);
  return result;
}
